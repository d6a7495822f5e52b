package io.giliran.backend;

import com.typesafe.config.ConfigFactory;

/** Settings of a backend named b1 on a free port of the loopback address. */
public final class SampleSettings {
    private SampleSettings() {}

    /** The defaults, with what differs in HOCON, for example {@code workers = 2, work = cpu}. */
    static BackendSettings b1(String differences) {
        return BackendSettings.from(
                ConfigFactory.parseString("giliran.backend { listen = \"127.0.0.1:0\", " + differences + " }")
                        .withFallback(ConfigFactory.defaultReference()));
    }
}

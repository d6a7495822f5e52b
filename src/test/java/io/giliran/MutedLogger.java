package io.giliran;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a logger silent while a test makes something fail on purpose. */
public final class MutedLogger implements AutoCloseable {
    private final Logger logger;
    private final Level before;

    private MutedLogger(Logger logger) {
        this.logger = logger;
        before = logger.getLevel();
        logger.setLevel(Level.OFF);
    }

    public static MutedLogger of(String name) {
        return new MutedLogger((Logger) LoggerFactory.getLogger(name));
    }

    @Override
    public void close() {
        logger.setLevel(before);
    }
}

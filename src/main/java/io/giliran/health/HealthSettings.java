package io.giliran.health;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.CheckParameters.Timing;
import io.giliran.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the groups {@code health} and {@code ejection} of a balancer. */
public final class HealthSettings {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final int MOST_IN_A_ROW = 1_000;
    private static final int WHOLE = 100;
    private static final int MOST_HOURS = 24;

    private HealthSettings() {}

    /**
     * Reads and checks them.
     *
     * @param reader at the balancer
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static HealthParameters from(SettingsReader reader) {
        SettingsReader health = reader.at("health");
        SettingsReader ejection = reader.at("ejection");
        boolean checked = health.onOff("checks");
        boolean ejected = ejection.onOff("enabled");
        CheckParameters checks = checks(health);
        EjectionParameters ejections = ejection(ejection);
        return new HealthParameters(
                checked ? Optional.of(checks) : Optional.empty(),
                ejected ? Optional.of(ejections) : Optional.empty(),
                health.integer("panic-threshold", 0, WHOLE),
                health.oneOf("on-down", List.of("keep", "cut")).equals("cut"));
    }

    private static CheckParameters checks(SettingsReader reader) {
        return new CheckParameters(
                optional(reader, "send", CheckBytes::parse),
                optional(reader, "expect", ExpectedReply::parse),
                reader.duration("timeout", LEAST, MOST_HOURS).toNanos(),
                new Timing(
                        nanos(reader, "interval"),
                        nanos(reader, "fast-interval"),
                        nanos(reader, "down-interval"),
                        reader.number("jitter", 0, 0.5)),
                reader.integer("rise", 1, MOST_IN_A_ROW),
                reader.integer("fall", 1, MOST_IN_A_ROW),
                InitialState.valueOf(reader.oneOf("initial-state", List.of("up", "down", "unknown"))
                        .toUpperCase(Locale.ROOT)));
    }

    private static EjectionParameters ejection(SettingsReader reader) {
        long baseNanos = nanos(reader, "base-time");
        return new EjectionParameters(
                inARow(reader, "connect-failures"),
                inARow(reader, "unanswered"),
                reader.integer("unanswered-clients", 2, MOST_IN_A_ROW),
                nanos(reader, "unanswered-within"),
                nanos(reader, "interval"),
                successRate(reader.at("success-rate")),
                baseNanos,
                reader.duration("maximum-time", Duration.ofNanos(baseNanos)).toNanos(),
                reader.integer("maximum-percent", 0, WHOLE),
                reader.onOff("return-on-passed-check"));
    }

    private static EjectionParameters.SuccessRate successRate(SettingsReader reader) {
        return new EjectionParameters.SuccessRate(
                reader.integer("minimum-backends", 2, MOST_IN_A_ROW),
                reader.integer("volume", 1, 1_000_000),
                reader.isOff("deviations")
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(reader.number("deviations", 0.1, 100)));
    }

    private static OptionalInt inARow(SettingsReader reader, String key) {
        return reader.isOff(key) ? OptionalInt.empty() : OptionalInt.of(reader.integer(key, 1, MOST_IN_A_ROW));
    }

    private static <T> Optional<T> optional(SettingsReader reader, String key, Function<String, T> parse) {
        return reader.isOff(key) ? Optional.empty() : Optional.of(reader.parsed(key, parse));
    }

    private static long nanos(SettingsReader reader, String key) {
        return reader.duration(key, LEAST).toNanos();
    }
}

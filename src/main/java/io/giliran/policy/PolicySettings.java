package io.giliran.policy;

import io.giliran.policy.PolicyParameters.LeastTime;
import io.giliran.policy.PolicyParameters.Maglev;
import io.giliran.policy.PolicyParameters.PeakEwma;
import io.giliran.policy.PolicyParameters.Prequal;
import io.giliran.policy.PolicyParameters.RingHash;
import io.giliran.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A policy's name and the parameters of all, as configured under {@code policy}.
 *
 * @param name of a policy in the registry
 */
public record PolicySettings(String name, PolicyParameters parameters) {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final int MOST_POINTS = 8 * 1024 * 1024;
    private static final int LARGEST_TABLE = 5_000_011;

    /** Whether it is the same policy with the same parameters; those of other policies do not count. */
    public boolean choosesAs(PolicySettings other) {
        return name.equals(other.name)
                && Policies.parametersOf(name, parameters).equals(Policies.parametersOf(name, other.parameters));
    }

    /**
     * Reads and checks them.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static PolicySettings from(SettingsReader reader) {
        return new PolicySettings(reader.oneOf("name", Policies.names()), parameters(reader));
    }

    /** The parameters without a name. */
    public static PolicyParameters parameters(SettingsReader reader) {
        return new PolicyParameters(
                peakEwma(reader.at("peak-ewma")),
                leastTime(reader.at("least-time")),
                ringHash(reader.at("ring-hash")),
                new Maglev(reader.at("maglev").parsed("table-size", PolicySettings::prime)),
                boundedLoad(reader),
                prequal(reader.at("prequal")));
    }

    private static PeakEwma peakEwma(SettingsReader reader) {
        return new PeakEwma(
                signal(reader),
                reader.duration("decay-time", LEAST).toNanos(),
                reader.duration("failure-penalty", LEAST).toNanos());
    }

    private static LeastTime leastTime(SettingsReader reader) {
        return new LeastTime(
                signal(reader), reader.duration("halving-time", LEAST).toNanos());
    }

    private static RingHash ringHash(SettingsReader reader) {
        int least = reader.integer("minimum-size", 1, MOST_POINTS);
        return new RingHash(least, reader.integer("maximum-size", least, MOST_POINTS));
    }

    private static OptionalDouble boundedLoad(SettingsReader reader) {
        return reader.isOff("bounded-load")
                ? OptionalDouble.empty()
                : OptionalDouble.of(reader.number("bounded-load", 1, 100));
    }

    private static Prequal prequal(SettingsReader reader) {
        return new Prequal(
                reader.number("probes-per-pick", 0, 16),
                reader.integer("pool-size", 2, 1024),
                reader.duration("maximum-age", LEAST).toNanos(),
                reader.number("removals-per-pick", 0, 16),
                reader.number("hot-quantile", 0, 1),
                reader.number("reuse-slack", 0, 100));
    }

    private static Signal signal(SettingsReader reader) {
        String written = reader.oneOf("signal", List.of("connect", "first-byte", "lifetime"));
        return Signal.valueOf(written.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    private static int prime(String text) {
        String valid = "; valid is a prime up to " + LARGEST_TABLE + ", for example 65537";
        if (!text.matches("\\d{1,7}")) {
            throw new IllegalArgumentException("is not a whole number" + valid);
        }
        int number = Integer.parseInt(text);
        if (number < 2 || number > LARGEST_TABLE) {
            throw new IllegalArgumentException("is out of range" + valid);
        }
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                throw new IllegalArgumentException("is " + divisor + " times " + number / divisor + valid);
            }
        }
        return number;
    }
}

package io.giliran.cli.process;

import com.sun.management.UnixOperatingSystemMXBean;
import io.giliran.settings.SettingsException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.OptionalLong;

/** Compares the descriptors that a role needs with the limit of this process, before anything is started. */
public final class Descriptors {
    /** Jars, selectors, logs, result files. */
    private static final int BESIDES = 100;

    private Descriptors() {}

    /**
     * Descriptors that a role needs.
     *
     * @param role for the message, as {@code demo}
     * @param each number of descriptors for each of the {@code many}; {@code what} names these
     * @param others number of further ones, as the listeners of backends
     */
    public record Need(String role, long many, String what, int each, int others) {
        long total() {
            return many * each + others + BESIDES;
        }

        /** A line; it ends in what can be done. */
        String sentence(long limit, String option) {
            return String.format(
                    Locale.ROOT,
                    "%s with %,d %s needs %,d descriptors (%d each, and %d besides), and this process may open %,d; raise that with:"
                            + " ulimit -n %d, or give %s of at most %d",
                    role,
                    many,
                    what,
                    total(),
                    each,
                    others + BESIDES,
                    limit,
                    total(),
                    option,
                    Math.max(1, (limit - others - BESIDES) / each));
        }
    }

    /**
     * Refuses what must run out of descriptors.
     *
     * @param option that says how many there are
     * @throws SettingsException with what is needed, what there is, and the command that raises it
     */
    public static void check(Need need, String option) {
        check(need, option, limit());
    }

    static void check(Need need, String option, OptionalLong limit) {
        if (limit.isPresent() && need.total() > limit.getAsLong()) {
            throw new SettingsException(need.sentence(limit.getAsLong(), option));
        }
    }

    /** Limit of open descriptors; the JVM has raised it to the hard limit. Empty where the system has no such limit. */
    private static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }
}

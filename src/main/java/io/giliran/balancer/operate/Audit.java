package io.giliran.balancer.operate;

import io.giliran.settings.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line for each change of a running balancer, in logfmt, on the logger {@code io.giliran.audit}. A line
 * names who made the change, and what was before and after. Refused changes are not logged here. Thread-safe.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.giliran.audit");
    /** Stands where there is no address or no token. */
    public static final String NOBODY = "-";

    private Audit() {}

    /**
     * Originator of a change.
     *
     * @param by the way it comes: {@code api}, {@code ctl}, {@code signal} or {@code discovery}
     * @param address the caller's {@code HOST:PORT}; {@code -} when it has none
     * @param token the name of the caller's token; {@code -} when there is none
     */
    public record Caller(String by, String address, String token) {
        /** Changes by discovery. */
        public static final Caller DISCOVERY = local("discovery");
        /** Changes by a signal. */
        public static final Caller SIGNAL = local("signal");

        private static Caller local(String by) {
            return new Caller(by, NOBODY, NOBODY);
        }
    }

    /** A value that was changed; before and after may be equal, because somebody has asked for it. */
    public static void changed(Caller caller, String what, Object before, Object after) {
        log(caller, "change=" + quoted(what) + " from=" + quoted(before) + " to=" + quoted(after));
    }

    /**
     * Logs a change that was made at once.
     *
     * @param done its result, a clause for people
     */
    public static void done(Caller caller, String what, String done) {
        log(caller, "change=" + quoted(what) + " done=" + quoted(done));
    }

    private static void log(Caller caller, String change) {
        LOG.info("by={} address={} token={} {}", caller.by(), caller.address(), caller.token(), change);
    }

    /** A word as it is; all else in double quotes. */
    private static String quoted(Object value) {
        String text = PlainText.line(String.valueOf(value));
        boolean isWord = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != '=');
        return isWord ? text : '"' + text.replace("\"", "\\\"") + '"';
    }
}

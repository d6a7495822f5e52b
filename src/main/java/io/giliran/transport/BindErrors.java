package io.giliran.transport;

import io.giliran.settings.HostPort;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says in one line why a listener could not be opened, and what to do. */
public final class BindErrors {
    private BindErrors() {}

    /**
     * The reason, taken from the failure and its causes.
     *
     * @param address the one that could not be bound
     * @param failure what the operating system or Akka threw
     */
    public static String describe(InetSocketAddress address, Throwable failure) {
        return describe(address, failure, "--listen");
    }

    /**
     * The same for an address of another option.
     *
     * @param option with which the user chooses it
     */
    public static String describe(InetSocketAddress address, Throwable failure, String option) {
        return "cannot listen on " + place(address) + ": " + reason(address, failure, option + " HOST:PORT");
    }

    private static String reason(InetSocketAddress address, Throwable failure, String option) {
        if (address.isUnresolved()) {
            return "the host does not resolve; give a numeric address or a name that the system knows";
        }
        String deepest = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.contains("in use")) {
                return "the port is in use; choose another with " + option + ", or 0 for a free one";
            }
            if (lower.contains("permission denied")) {
                return "permission denied; ports below 1024 often need root, choose a higher one with " + option;
            }
            if (lower.contains("cannot assign requested address") || lower.contains("can't assign requested address")) {
                return "this machine does not have that address; choose one of its own with " + option;
            }
            if (cause.getMessage() != null) {
                deepest = text;
            }
        }
        return deepest.lines().findFirst().orElse("unknown reason");
    }

    private static String place(InetSocketAddress address) {
        return address.isUnresolved()
                ? new HostPort(address.getHostString(), address.getPort()).toString()
                : HostPort.format(address);
    }
}

package io.giliran.transport;

import io.giliran.settings.Endpoint;
import io.giliran.settings.HostPort;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/** Message of one line for a listener that could not be opened, with advice. */
public final class BindErrors {
    private BindErrors() {}

    /**
     * The reason, taken from the failure and its causes.
     *
     * @param address the one that could not be bound
     * @param failure what the operating system or Akka threw
     */
    public static String describe(SocketAddress address, Throwable failure) {
        return describe(address, failure, "--listen");
    }

    /**
     * The same for an address of another option.
     *
     * @param option with which the user chooses it
     */
    public static String describe(SocketAddress address, Throwable failure, String option) {
        String reason = address instanceof InetSocketAddress ip
                ? reason(ip, failure, option + " HOST:PORT")
                : reasonOfUnix(failure, option + " unix:PATH");
        return "cannot listen on " + place(address) + ": " + reason;
    }

    private static String reason(InetSocketAddress address, Throwable failure, String option) {
        if (address.isUnresolved()) {
            return "the host does not resolve; give a numeric address or a name that the system knows";
        }
        String lower = all(failure);
        if (lower.contains("in use")) {
            return "the port is in use; choose another with " + option + ", or 0 for a free one";
        }
        if (lower.contains("permission denied")) {
            return "permission denied; ports below 1024 often need root, choose a higher one with " + option;
        }
        if (lower.contains("cannot assign requested address") || lower.contains("can't assign requested address")) {
            return "this machine does not have that address; choose one of its own with " + option;
        }
        return deepest(failure);
    }

    private static String reasonOfUnix(Throwable failure, String option) {
        String lower = all(failure);
        if (lower.contains("in use")) {
            return "the socket is in use, somebody listens there; choose another path with " + option;
        }
        if (lower.contains("permission denied")) {
            return "permission denied; choose a directory in which you may write with " + option;
        }
        if (lower.contains("no such file")) {
            return "the directory does not exist; make it, or choose another path with " + option;
        }
        return deepest(failure);
    }

    private static String all(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }

    /** The first line of the deepest message. */
    private static String deepest(Throwable failure) {
        String deepest = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                deepest = cause.getMessage();
            }
        }
        return deepest.lines().findFirst().orElse("unknown reason");
    }

    private static String place(SocketAddress address) {
        return address instanceof InetSocketAddress ip && ip.isUnresolved()
                ? new HostPort(ip.getHostString(), ip.getPort()).toString()
                : Endpoint.format(address);
    }
}

package io.giliran.metrics;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one request when it has ended. All times are nanoseconds since the start of the run;
 * -1 where the request never got that far.
 *
 * @param client number of the simulated client, from 0
 * @param request number of the request within its client, from 0
 * @param intendedNanos when it was meant to start: by the arrival process, or in a closed model when the client was
 *     ready to send it
 * @param connectStartNanos when its connection was begun; for a reused connection long before the request
 * @param connectedNanos when its connection stood
 * @param sentNanos when its first byte was handed to the system
 * @param endNanos when the last byte of the answer was there, or the failure was known
 * @param firstOnConnection whether no request used the connection before
 * @param localAddress the client's own end of the connection; it joins with the balancer's log
 * @param message what was sent, without the line's end
 * @param answer what came back, without the line's end; null when no whole line did
 * @param backend the name of the backend that answered; null when none did
 * @param bytesOut bytes sent, line's end included
 * @param bytesIn bytes received, line's end included
 * @param outcome how it ended
 */
public record RequestRecord(
        int client,
        long request,
        long intendedNanos,
        long connectStartNanos,
        long connectedNanos,
        long sentNanos,
        long endNanos,
        boolean firstOnConnection,
        @Nullable InetSocketAddress localAddress,
        String message,
        @Nullable String answer,
        @Nullable String backend,
        int bytesOut,
        int bytesIn,
        Outcome outcome) {

    /** From the intended start to the end: the RTT with the wait that a late start hides. -1 when it has no end. */
    public long correctedNanos() {
        return span(intendedNanos, endNanos);
    }

    /** From the actual send to the end. -1 when it was never sent or has no end. */
    public long uncorrectedNanos() {
        return span(sentNanos, endNanos);
    }

    /** How long its connection took to stand. -1 when it never did. */
    public long connectNanos() {
        return span(connectStartNanos, connectedNanos);
    }

    /**
     * How late the client itself was: from the intended start until it began, with connecting when the request needed a
     * new connection, else with sending. So the time that connecting takes is not its lateness. 0 when it was early, -1
     * when it never began.
     */
    public long sendLagNanos() {
        boolean neededConnection = firstOnConnection && connectStartNanos >= intendedNanos;
        return span(intendedNanos, neededConnection ? connectStartNanos : sentNanos);
    }

    private static long span(long from, long to) {
        return from < 0 || to < 0 ? -1 : Math.max(0, to - from);
    }
}

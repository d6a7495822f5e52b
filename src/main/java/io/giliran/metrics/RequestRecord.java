package io.giliran.metrics;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Record of one request that has ended, for the files that have a line for each. Times as in {@link MeasuredRequest}.
 *
 * @param client number of the simulated client, from 0
 * @param request number of the request within its client, from 0
 * @param workNanos the service time it asked for; -1 when it asked for none
 * @param localAddress the client's own end of the connection; it joins with the balancer's log
 * @param message what was sent, without the line's end
 * @param answer what came back, without its end; null when no whole answer did
 * @param bytesOut bytes sent, line's end included
 * @param bytesIn bytes of the whole answer, its end included; 0 when it was not whole
 */
public record RequestRecord(
        int client,
        long request,
        long intendedNanos,
        long connectStartNanos,
        long connectedNanos,
        long sentNanos,
        long firstByteNanos,
        long endNanos,
        long workNanos,
        boolean firstOnConnection,
        boolean firstAnswered,
        @Nullable InetSocketAddress localAddress,
        String message,
        @Nullable String answer,
        @Nullable String backend,
        int bytesOut,
        long bytesIn,
        Outcome outcome)
        implements MeasuredRequest {}

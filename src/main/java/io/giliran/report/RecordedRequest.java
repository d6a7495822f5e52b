package io.giliran.report;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@code times.csv}. Times are ns since the run's start, -1 where it never got that far.
 *
 * @param client number of the simulated client
 * @param request number of the request within its client
 * @param connectStartNanos -1 when an earlier request has begun its connection
 * @param workNanos the work that it asked its backend for; -1 when it left that to the backend
 * @param address the client's own end; empty when there was none
 * @param backend who answered; null when that is not known
 * @param ok whether it was answered as expected
 */
public record RecordedRequest(
        int client,
        long request,
        long intendedNanos,
        long connectStartNanos,
        long endNanos,
        long workNanos,
        String address,
        @Nullable String backend,
        boolean ok) {}

package io.giliran.report;

import io.giliran.metrics.validity.Verdict;
import io.giliran.workload.LoadModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Description of a run's input, as opposed to its results.
 *
 * @param command the role that ran: {@code demo}, {@code swarm}, …
 * @param seed what all randomness of the run came from
 * @param started the moment that all offsets count from
 * @param duration from the start to the last answer, or to the planned end when that is later
 * @param load the same without what came before the load began, such as connecting all clients
 * @param policy the balancer's policy; null when this process does not know it
 * @param workloadDigest the same for runs that ask the same: equal starts, sizes and work
 * @param clients how many simulated clients there were at the start
 * @param clientChanges when their number was changed by hand, in order
 * @param plannedRequests empty when the run was bound by its duration
 * @param plannedPerSecond the rate of an open model; empty in a closed one
 * @param interrupted whether the user cut the run short
 * @param verdict how far the results can be trusted, and why no further
 */
public record RunDescription(
        String command,
        long seed,
        Instant started,
        Duration duration,
        Duration load,
        LoadModel model,
        @Nullable String policy,
        String workloadDigest,
        int clients,
        List<ClientChange> clientChanges,
        OptionalLong plannedRequests,
        OptionalDouble plannedPerSecond,
        boolean interrupted,
        Verdict verdict) {

    /**
     * Change of the number of clients.
     *
     * @param atNanos since the start of the run
     */
    public record ClientChange(long atNanos, int clients) {}

    /** Copies the list. */
    public RunDescription {
        clientChanges = List.copyOf(clientChanges);
    }

    /** Duration of the load in seconds, the divisor of rates. */
    public double loadSeconds() {
        return load.toNanos() / 1e9;
    }

    /** The duration in seconds. */
    public double durationSeconds() {
        return duration.toNanos() / 1e9;
    }
}

package io.giliran.simulation.replay;

import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.policy.Backend;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.RecordedPicks;
import io.giliran.simulation.engine.ConnectionRows;
import io.giliran.simulation.engine.RequestRows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A live run as its files have it: the backend that the balancer picked for each connection, and what each request asked for.
 *
 * @param backends all that there ever were, by index
 * @param part what is measured
 * @param connections how they came and whom they got
 * @param requests when they came and what they asked for
 */
public record LiveRecording(
        Balancing balancing,
        Model model,
        List<Backend> backends,
        MeasuredPart part,
        ConnectionRows connections,
        RequestRows requests) {
    /** Row of no connection, request or backend. */
    static final int NONE = -1;

    /** Load model of the recorded run. */
    public enum Model {
        OPEN,
        /** A client's next request waits for its answer. */
        CLOSED,
        /** A connection's first request waits for nothing, the next one for the answer to the one before. */
        PARTLY_OPEN
    }

    /**
     * Policy of the recorded balancer, with its parameters and members.
     *
     * @param seed of its policy's randomness
     * @param changes of the backends that could be picked; the first is before all picks
     * @param workers of each backend
     */
    public record Balancing(
            String policy,
            long seed,
            long slowStartNanos,
            PolicyParameters parameters,
            List<RecordedPicks.Change> changes,
            int workers) {
        public Balancing {
            changes = List.copyOf(changes);
        }
    }

    public LiveRecording {
        backends = List.copyOf(backends);
    }

    /** Number of connections that got a backend. */
    public int connectionCount() {
        return connections.count;
    }

    /** Number of requests. */
    public int requestCount() {
        return requests.count;
    }

    /** The rows of the connections with this number in the balancer's log, or of this client's address and port. */
    public List<Integer> find(String numberOrClient) {
        return IntStream.range(0, connections.count)
                .filter(row -> numberOrClient.equals(connections.client[row])
                        || (connections.number[row] > 0
                                && numberOrClient.equals(Long.toString(connections.number[row]))))
                .boxed()
                .toList();
    }

    /** Number of the connection in the balancer's log; 0 when it is not there. */
    public long number(int row) {
        return connections.number[row];
    }

    /** Number of the connection's first pick in the journal, from 1; 0 when there is no journal. */
    public long journalPick(int row) {
        return connections.journalPick[row];
    }

    /** Whether it was answered well, in the measured part. */
    boolean isMeasured(int request) {
        return requests.rtt[request] >= 0 && part.has(requests.intended[request]);
    }
}

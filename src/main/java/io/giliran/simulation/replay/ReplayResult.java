package io.giliran.simulation.replay;

import io.giliran.metrics.PairedComparison;
import io.giliran.simulation.engine.RttSample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Result of a replay.
 *
 * @param measured the RTTs of the live run
 * @param predicted those of the same requests in the simulator, under the recorded policy
 * @param picks agreement of the simulator's picks with those of the live run
 * @param recordedShares of each backend in the live connections
 * @param predictedShares the same in the simulator
 * @param policies the recorded one first; empty when no other was asked for
 */
public record ReplayResult(
        LiveRecording recording,
        Overhead overhead,
        RttSample measured,
        RttSample predicted,
        PickAgreement picks,
        List<Double> recordedShares,
        List<Double> predictedShares,
        List<Policy> policies) {

    /**
     * The run under one policy.
     *
     * @param againstFirst by metric, how it differs from the recorded policy over the same requests; empty for that one
     */
    record Policy(String name, RttSample rtt, List<Double> shares, Map<ReplayMetric, PairedComparison> againstFirst) {
        static Policy first(String name, RttSample rtt, List<Double> shares) {
            return new Policy(name, rtt, shares, Map.of());
        }

        static Policy compared(String name, RttSample rtt, List<Double> shares, RttSample first) {
            Map<ReplayMetric, PairedComparison> againstFirst = new EnumMap<>(ReplayMetric.class);
            for (ReplayMetric metric : ReplayMetric.values()) {
                againstFirst.put(metric, PairedBatches.compare(first, rtt, metric));
            }
            return new Policy(name, rtt, shares, againstFirst);
        }
    }

    public ReplayResult {
        recordedShares = List.copyOf(recordedShares);
        predictedShares = List.copyOf(predictedShares);
        policies = List.copyOf(policies);
    }

    /** Relative error of the prediction, as a part of the measured value. */
    public double error(ReplayMetric metric) {
        return metric.of(predicted) / metric.of(measured) - 1;
    }

    /** Whether the policy goes by what happened meanwhile, so that its picks may differ a little from the live ones. */
    boolean goesByLoad() {
        boolean bounded = recording.balancing().parameters().boundedLoad().isPresent();
        return !switch (recording.balancing().policy()) {
            case "round-robin", "random", "first" -> true;
            case "source-hash", "ring-hash", "maglev", "rendezvous" -> !bounded;
            default -> false;
        };
    }
}

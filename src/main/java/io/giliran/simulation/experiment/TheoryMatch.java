package io.giliran.simulation.experiment;

import io.giliran.metrics.Interval;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.theory.CentralQueue;
import io.giliran.theory.ClosedSystem;
import io.giliran.theory.QueueLengthChain;
import io.giliran.theory.RandomSplit;
import io.giliran.theory.RoundRobinServers;
import io.giliran.theory.SingleServer;
import io.giliran.theory.Sojourn;
import io.giliran.theory.SupermarketModel;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Theoretical mean and p99 of a policy in a scenario.
 *
 * @param model its name, in Kendall's notation where it has one
 * @param meanMillis the mean RTT
 * @param exact whether it holds for this very scenario; otherwise for one with ever more backends
 * @param p99Millis where the model knows it
 */
public record TheoryMatch(String model, double meanMillis, boolean exact, OptionalDouble p99Millis) {
    private static final double VERDICT_CONFIDENCE = 0.99;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String CHAIN = "exact chain";
    private static final int MANY = 20;
    private static final int FEW = 3;
    private static final double HIGHEST_LOAD_OF_A_CHAIN = 0.95;

    /** Finds a model that holds; empty when there is none. */
    public static Optional<TheoryMatch> of(Scenario scenario, String policy) {
        return new Finder(scenario, policy).find();
    }

    /** Whether finding it means to solve a chain with many states. */
    boolean isSlow() {
        return model.equals(CHAIN);
    }

    /** Interval of the measured mean, in ms, with the confidence of the verdict: 99 %. */
    Interval measured(PolicyResult measured) {
        return measured.meanInterval(VERDICT_CONFIDENCE);
    }

    /** Theory beside what was measured. */
    String verdict(PolicyResult measured) {
        if (Double.isNaN(measured.value(Metric.MEAN))) {
            return "";
        }
        String gap = String.format(Locale.ROOT, "%+.2f %%", 100 * (measured.value(Metric.MEAN) / meanMillis - 1));
        if (!exact) {
            return gap + ", for ever more backends";
        }
        Estimate.Reason why = measured.estimate(Metric.MEAN).why();
        if (why == Estimate.Reason.UNENDED || why.isOfTail()) {
            return gap + ", no verdict: " + why.words();
        }
        Interval interval = measured(measured);
        if (interval.isUnbounded()) {
            return gap;
        }
        return gap + (interval.contains(meanMillis) ? ", agrees" : ", DIFFERS");
    }

    private static final class Finder {
        private final Scenario scenario;
        private final String policy;
        private final List<ScenarioBackend> backends;
        private final int count;
        private final ScenarioBackend first;
        private final double service;
        private final double variation;
        private final boolean exponential;

        Finder(Scenario scenario, String policy) {
            this.scenario = scenario;
            this.policy = policy;
            backends = scenario.backends();
            count = backends.size();
            first = backends.get(0);
            service = scenario.service().meanNanos() / NANOS_PER_SECOND / first.speed();
            variation = scenario.service().squaredVariation();
            exponential = scenario.service().toString().startsWith("exp:");
        }

        Optional<TheoryMatch> find() {
            if (!(service > 0)
                    || !scenario.faults().isEmpty()
                    || backends.stream().anyMatch(Finder::isBounded)) {
                return Optional.empty();
            }
            if (scenario.load() instanceof Scenario.Closed closed) {
                return closed(closed);
            }
            if (!(scenario.load() instanceof Scenario.Open open)
                    || scenario.utilisation().isEmpty()
                    || scenario.utilisation().getAsDouble() >= 1) {
                return Optional.empty();
            }
            double arrivals = scenario.steadyRate().orElseThrow();
            if (!open.poisson()) {
                return count == 1 && isOneQueueEach() && exponential
                        ? exactly("D/M/1", SingleServer.constantArrivals(arrivals, service))
                        : Optional.empty();
            }
            if (policy.equals(FastestIdle.CENTRAL_QUEUE)) {
                return areAlike() && exponential && !first.sharing() && knowsAtOnce()
                        ? exactly(
                                "M/M/" + count * first.workers(),
                                CentralQueue.exponential(count * first.workers(), arrivals, service))
                        : Optional.empty();
            }
            if (policy.equals("random") || count == 1) {
                return random(arrivals);
            }
            if (policy.equals("round-robin")) {
                return areAlike() && isOneQueueEach() && exponential && scenario.balancers() == 1
                        ? exactly("E" + count + "/M/1", RoundRobinServers.exponential(count, arrivals, service))
                        : Optional.empty();
            }
            return byQueueLength(arrivals);
        }

        private Optional<TheoryMatch> random(double arrivals) {
            if (first.sharing() && first.workers() == 1 && areAlike()) {
                return exactly("M/G/1 sharing", SingleServer.sharing(arrivals / count, service));
            }
            if (areAlike() && isOneQueueEach()) {
                double each = arrivals / count;
                return exponential
                        ? exactly("M/M/1", SingleServer.exponential(each, service))
                        : Double.isFinite(variation)
                                ? exactly("M/G/1", SingleServer.general(each, service, variation))
                                : Optional.empty();
            }
            if (areAlike() && exponential && !first.sharing()) {
                return exactly(
                        "M/M/" + first.workers(), CentralQueue.exponential(first.workers(), arrivals / count, service));
            }
            if (exponential && backends.stream().allMatch(one -> !one.sharing() && one.workers() == 1)) {
                return split(arrivals);
            }
            return Optional.empty();
        }

        private Optional<TheoryMatch> split(double arrivals) {
            double weights = backends.stream().mapToInt(ScenarioBackend::weight).sum();
            double[] shares =
                    backends.stream().mapToDouble(one -> one.weight() / weights).toArray();
            double[] rates = backends.stream()
                    .mapToDouble(one ->
                            one.speed() * NANOS_PER_SECOND / scenario.service().meanNanos())
                    .toArray();
            for (int i = 0; i < count; i++) {
                if (arrivals * shares[i] >= rates[i]) {
                    return Optional.empty();
                }
            }
            return exactly("M/M/1 each", RandomSplit.exponential(arrivals, rates, shares));
        }

        private Optional<TheoryMatch> byQueueLength(double arrivals) {
            boolean least = policy.equals("least-connections");
            boolean distinct = policy.equals("p2c");
            if ((!least && !distinct && !policy.equals("p2c-with-replacement"))
                    || !areAlike()
                    || first.workers() != 1
                    || !exponential
                    || !knowsAtOnce()) {
                return Optional.empty();
            }
            double load = arrivals * service / count;
            if (count <= FEW && load <= HIGHEST_LOAD_OF_A_CHAIN) {
                QueueLengthChain chain = least
                        ? QueueLengthChain.shortest(count)
                        : distinct ? QueueLengthChain.twoDistinct(count) : QueueLengthChain.twoWithReplacement(count);
                return exactly(CHAIN, chain.exponential(load, service));
            }
            if (!least && count >= MANY) {
                Sojourn limit = SupermarketModel.exponential(2, load, service);
                return Optional.of(new TheoryMatch("supermarket", millis(limit), false, OptionalDouble.empty()));
            }
            return Optional.empty();
        }

        private Optional<TheoryMatch> closed(Scenario.Closed closed) {
            boolean oneQueue = count == 1 || (policy.equals(FastestIdle.CENTRAL_QUEUE) && areAlike());
            if (!oneQueue || !exponential || (first.sharing() && first.workers() > 1) || !knowsAtOnce()) {
                return Optional.empty();
            }
            double think = closed.think().meanNanos() / NANOS_PER_SECOND;
            int servers = count * first.workers();
            return servers == 1
                    ? exactly("closed M/M/1", ClosedSystem.oneServer(closed.clients(), think, service))
                    : exactly("closed M/M/" + servers, ClosedSystem.servers(servers, closed.clients(), think, service));
        }

        private Optional<TheoryMatch> exactly(String model, Sojourn sojourn) {
            return Optional.of(new TheoryMatch(model, millis(sojourn), true, p99(sojourn)));
        }

        private double millis(Sojourn sojourn) {
            return sojourn.mean() * MILLIS_PER_SECOND + onTheWay();
        }

        private OptionalDouble p99(Sojourn sojourn) {
            OptionalDouble seconds = sojourn.quantile(0.99);
            return seconds.isEmpty()
                    ? seconds
                    : OptionalDouble.of(seconds.getAsDouble() * MILLIS_PER_SECOND + onTheWay());
        }

        private double onTheWay() {
            return (scenario.connectNanos() + 2.0 * scenario.delayNanos()) / NANOS_PER_SECOND * MILLIS_PER_SECOND;
        }

        /** Whether the one balancer's counts are what is at the backends. */
        private boolean knowsAtOnce() {
            return scenario.balancers() == 1 && scenario.viewEveryNanos() == 0 && onTheWay() == 0;
        }

        private boolean isOneQueueEach() {
            return first.workers() == 1 && !first.sharing();
        }

        private boolean areAlike() {
            return backends.stream()
                    .allMatch(one -> one.speed() == first.speed()
                            && one.workers() == first.workers()
                            && one.weight() == first.weight()
                            && one.sharing() == first.sharing());
        }

        private static boolean isBounded(ScenarioBackend one) {
            return one.absent()
                    || one.backup()
                    || one.queue() != ScenarioBackend.ENDLESS
                    || one.maxConnections() != ScenarioBackend.ENDLESS;
        }
    }
}

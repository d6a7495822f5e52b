package io.giliran.theory;

import io.giliran.workload.Distribution;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Queueing model of a scenario under a policy.
 *
 * @param model its name, in Kendall's notation where it has one
 * @param sojourn time at the backends
 * @param millisOnTheWay constant part of every RTT beside it
 * @param exact whether it holds for this very scenario; otherwise for one with ever more backends
 */
public record ModelMatch(String model, Sojourn sojourn, double millisOnTheWay, boolean exact) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String CHAIN = "exact chain";
    private static final int MANY = 20;
    private static final int FEW = 3;
    private static final double HIGHEST_LOAD_OF_A_CHAIN = 0.95;

    /** Finds a model that holds; empty when there is none. */
    public static Optional<ModelMatch> of(Scenario scenario, String policy) {
        return new Finder(scenario, policy).find();
    }

    /** Finds the model of Poisson arrivals at one rate for alike backends, with nothing else that takes time. */
    public static Optional<ModelMatch> of(
            double perSecond, Distribution service, int backends, int workers, String policy) {
        ScenarioBackend backend = new ScenarioBackend(
                "each", 1, 1, workers, false, ScenarioBackend.ENDLESS, ScenarioBackend.ENDLESS, false, false);
        Scenario scenario = new Scenario(
                "live",
                new Scenario.Open(true, List.of(new Scenario.Stage(Long.MAX_VALUE, perSecond))),
                service,
                Scenario.ALL_DIFFERENT,
                Collections.nCopies(backends, backend),
                1,
                0,
                0,
                0,
                List.of(),
                OptionalLong.empty(),
                Long.MAX_VALUE);
        return of(scenario, policy);
    }

    /** Mean RTT, in ms. */
    public double meanMillis() {
        return sojourn.mean() * MILLIS_PER_SECOND + millisOnTheWay;
    }

    /** 99th percentile of the RTT, in ms, where the model has it. */
    public OptionalDouble p99Millis() {
        OptionalDouble seconds = exact ? sojourn.quantile(0.99) : OptionalDouble.empty();
        return seconds.isEmpty()
                ? seconds
                : OptionalDouble.of(seconds.getAsDouble() * MILLIS_PER_SECOND + millisOnTheWay);
    }

    /** Whether finding it means to solve a chain with many states. */
    public boolean isSlow() {
        return model.equals(CHAIN);
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

        Optional<ModelMatch> find() {
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
            if (policy.equals(CentralQueue.POLICY)) {
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

        private Optional<ModelMatch> random(double arrivals) {
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

        private Optional<ModelMatch> split(double arrivals) {
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

        private Optional<ModelMatch> byQueueLength(double arrivals) {
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
                return Optional.of(new ModelMatch("supermarket", limit, onTheWay(), false));
            }
            return Optional.empty();
        }

        private Optional<ModelMatch> closed(Scenario.Closed closed) {
            boolean oneQueue = count == 1 || (policy.equals(CentralQueue.POLICY) && areAlike());
            if (!oneQueue || !exponential || (first.sharing() && first.workers() > 1) || !knowsAtOnce()) {
                return Optional.empty();
            }
            double think = closed.think().meanNanos() / NANOS_PER_SECOND;
            int servers = count * first.workers();
            return servers == 1
                    ? exactly("closed M/M/1", ClosedSystem.oneServer(closed.clients(), think, service))
                    : exactly("closed M/M/" + servers, ClosedSystem.servers(servers, closed.clients(), think, service));
        }

        private Optional<ModelMatch> exactly(String model, Sojourn sojourn) {
            return Optional.of(new ModelMatch(model, sojourn, onTheWay(), true));
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

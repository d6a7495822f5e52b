package io.giliran.workload;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Scenario of a run, without the policy: load, service times, backends and faults. The same for a simulated run and a live one.
 *
 * @param name for people and for the run directory
 * @param load arrivals of the requests
 * @param service work of a request, at a backend of speed 1
 * @param clientKeys number of different clients; {@link #ALL_DIFFERENT} when each request is of another client
 * @param backends at least one
 * @param balancers number of balancers
 * @param viewEveryNanos 0 when each balancer sees its own connections at once; otherwise all see those of all, as they were at
 *     the last multiple of this
 * @param connectNanos duration of a connect to a backend, or of its refusal
 * @param delayNanos of a request on its way to the backend, and of its answer on the way back
 * @param faults in order of time
 * @param requests number of requests of the run, or as many as fit the duration
 * @param durationNanos end of the arrivals; {@link Long#MAX_VALUE} when only the number of requests ends the run
 */
public record Scenario(
        String name,
        Load load,
        Distribution service,
        int clientKeys,
        List<ScenarioBackend> backends,
        int balancers,
        long viewEveryNanos,
        long connectNanos,
        long delayNanos,
        List<Fault> faults,
        OptionalLong requests,
        long durationNanos) {

    /** Each request comes from a client of its own. */
    public static final int ALL_DIFFERENT = 0;

    /** Arrivals of requests. */
    public sealed interface Load {}

    /**
     * Requests come whether or not earlier ones are answered.
     *
     * @param poisson whether gaps are exponential; else they are constant
     * @param stages one after the other; the last one goes on to the end
     */
    public record Open(boolean poisson, List<Stage> stages) implements Load {}

    /** A rate for a while. */
    public record Stage(long durationNanos, double perSecond) {}

    /**
     * Recorded load: requests come at recorded times.
     *
     * @param offsetsNanos since the start, in order
     */
    public record Recorded(List<Long> offsetsNanos) implements Load {}

    /** Each client waits for its answer, thinks, and asks again. */
    public record Closed(int clients, Distribution think) implements Load {}

    public Scenario {
        backends = List.copyOf(backends);
        faults = List.copyOf(faults);
    }

    /** Number of clients that are told apart; 0 when each request is of another client. */
    public int knownClients() {
        return load instanceof Closed closed ? closed.clients() : clientKeys;
    }

    /** Requests a second over all; empty when it changes or the answers decide. */
    public OptionalDouble steadyRate() {
        return load instanceof Open open && open.stages().size() == 1
                ? OptionalDouble.of(open.stages().get(0).perSecond())
                : OptionalDouble.empty();
    }

    /** Capacity of the backends that serve from the start, in seconds of service per second. */
    public double capacity() {
        boolean onlyBackups = backends.stream().allMatch(backend -> backend.absent() || backend.backup());
        return backends.stream()
                .filter(backend -> !backend.absent() && backend.backup() == onlyBackups)
                .mapToDouble(ScenarioBackend::capacity)
                .sum();
    }

    /** Offered work over capacity; empty when the rate is not steady. */
    public OptionalDouble utilisation() {
        OptionalDouble rate = steadyRate();
        return rate.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(rate.getAsDouble() * service.meanNanos() / 1e9 / capacity());
    }

    /** Time of the first fault, change of members or next stage; {@link Long#MAX_VALUE} when nothing changes. */
    public long firstChangeNanos() {
        long fault = faults.isEmpty() ? Long.MAX_VALUE : faults.get(0).atNanos();
        return load instanceof Open open && open.stages().size() > 1
                ? Math.min(fault, open.stages().get(0).durationNanos())
                : fault;
    }

    /** Time at which the last change is complete; 0 when nothing changes. */
    public long lastChangeNanos() {
        long last = 0;
        for (Fault fault : faults) {
            last = Math.max(last, fault.atNanos() + (fault.kind() == Fault.Kind.COLD ? fault.nanos() : 0));
        }
        if (load instanceof Open open) {
            long stages = open.stages().stream()
                    .limit(open.stages().size() - 1L)
                    .mapToLong(Stage::durationNanos)
                    .sum();
            last = Math.max(last, stages);
        }
        return last;
    }

    /** The same, with arrivals of this one rate from begin to end. */
    public Scenario atRate(double perSecond) {
        boolean poisson = load instanceof Open open && open.poisson();
        return new Scenario(
                name,
                new Open(poisson, List.of(new Stage(durationNanos, perSecond))),
                service,
                clientKeys,
                backends,
                balancers,
                viewEveryNanos,
                connectNanos,
                delayNanos,
                faults,
                requests,
                durationNanos);
    }

    /** The same with a part of its requests, or of its duration. */
    public Scenario part(int divisor) {
        return new Scenario(
                name,
                load,
                service,
                clientKeys,
                backends,
                balancers,
                viewEveryNanos,
                connectNanos,
                delayNanos,
                faults,
                requests.isPresent() ? OptionalLong.of(requests.getAsLong() / divisor) : requests,
                durationNanos);
    }
}

package io.giliran.simulation;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.PickNotes;
import io.giliran.policy.RecentLatencies;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.workload.Fault;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario in virtual time: takes the next event, moves the clock to it, and lets it happen. No threads, no
 * waiting; equal seeds give equal runs, event by event.
 */
final class Simulation {
    static final int DONE = 1;
    private static final int CONNECTED = 2;
    private static final int REFUSED = 3;
    private static final int REACHED = 4;
    private static final int ANSWERED = 5;
    private static final int FAILING = 6;
    private static final int THOUGHT = 7;
    private static final int FAULT = 8;
    private static final int WARMER = 9;
    private static final int PROBED = 10;

    private static final long UNEXPLAINED = -1;

    /** A cold backend gets its speed in so many steps. */
    private static final int WARM_STEPS = 20;

    private final Scenario scenario;
    private final EventQueue events = new EventQueue();
    private final Requests requests = new Requests();
    private final RequestSource source;
    private final Measurements measurements;
    private final Balancers balancers;
    private final List<Backend> backends;
    private final BackendState[] states;
    private final Service[] serviceOfWorker;
    private final Scenario.Load load;
    private final long lastRequest;
    private final int[] asked;
    private final boolean atOnce;
    private final boolean overloaded;
    private final boolean isCentral;
    private int firstWaiting = Requests.NONE;
    private int lastWaiting = Requests.NONE;
    private final RecentLatencies latencies = new RecentLatencies();
    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private final boolean keepsLatencies;
    private long now;
    private long nextArrival = EventQueue.NEVER;
    private long came;
    private int nextBalancer;
    private long eventCount;
    private long explained = UNEXPLAINED;
    private @Nullable PickWitness witness;

    /**
     * A run at its start.
     *
     * @param pool makes a fresh pool for each balancer
     * @param seed of arrivals and demands
     */
    Simulation(Scenario scenario, Supplier<BackendPool> pool, long seed, Measurements measurements) {
        this.scenario = scenario;
        this.measurements = measurements;
        source = new RequestSource(scenario, seed);
        load = scenario.load();
        lastRequest = scenario.requests().orElse(Long.MAX_VALUE);
        atOnce = scenario.connectNanos() == 0;
        overloaded = scenario.utilisation().orElse(0) >= 1;
        backends = new ArrayList<>();
        states = new BackendState[scenario.backends().size()];
        int workers = 0;
        for (ScenarioBackend described : scenario.backends()) {
            int index = backends.size();
            backends.add(new Backend(index, described.name(), described.weight()));
            states[index] = new BackendState(described, service(described, workers));
            workers += described.sharing() ? 1 : described.workers();
        }
        serviceOfWorker = new Service[workers];
        int worker = 0;
        for (int index = 0; index < states.length; index++) {
            int count = scenario.backends().get(index).sharing()
                    ? 1
                    : scenario.backends().get(index).workers();
            for (int i = 0; i < count; i++) {
                serviceOfWorker[worker++] = states[index].service();
            }
        }
        List<BackendPool> pools = new ArrayList<>();
        pools.add(pool.get());
        isCentral = pools.get(0).name().equals(FastestIdle.CENTRAL_QUEUE);
        while (!isCentral && pools.size() < scenario.balancers()) {
            pools.add(pool.get());
        }
        balancers = new Balancers(pools, backends, isCentral ? 0 : scenario.viewEveryNanos());
        keepsLatencies = pools.get(0).signals().contains(Signal.FIRST_BYTE);
        asked = new int[load instanceof Scenario.Closed closed ? closed.clients() : 0];
    }

    /** Shows the witness what becomes of the request of this number, the first being 0. */
    void explain(long number, PickWitness shown) {
        explained = number;
        witness = shown;
    }

    /** Runs to the end: until all that came has ended, or when more comes than can be done until the stated end. */
    RunResult run(StopWish stop) {
        begin();
        boolean wished = false;
        while (!wished && advance()) {
            wished = stop.isWished(came, now);
        }
        if (overloaded && !wished && scenario.durationNanos() != Long.MAX_VALUE) {
            now = scenario.durationNanos();
        }
        requests.forEach(this::unended);
        return measurements.result(eventCount, now, !overloaded);
    }

    /**
     * Lets {@link StopWish#LOOK_EVERY} events happen; false when none is left that belongs to the run. A method of its own,
     * and not the body of one long loop, so that the JVM compiles it whole after some calls.
     */
    private boolean advance() {
        long end = overloaded ? scenario.durationNanos() : Long.MAX_VALUE;
        for (int i = 0; i < StopWish.LOOK_EVERY; i++) {
            long due = events.firstTime();
            if (nextArrival <= due) {
                if (nextArrival == EventQueue.NEVER || nextArrival >= end) {
                    return false;
                }
                now = nextArrival;
                eventCount++;
                arrive();
            } else {
                if (due > end) {
                    return false;
                }
                now = due;
                eventCount++;
                happen(events.take());
            }
        }
        return true;
    }

    private void unended(int request) {
        measurements.unended(requests.arrivedAt[request], now);
        if (requests.number[request] == explained && witness != null) {
            witness.unended(now - requests.arrivedAt[request]);
        }
    }

    private void begin() {
        tellMembers();
        for (int i = 0; i < scenario.faults().size(); i++) {
            events.add(scenario.faults().get(i).atNanos(), FAULT, i);
        }
        if (load instanceof Scenario.Closed closed) {
            for (int client = 0; client < closed.clients(); client++) {
                think(client, closed);
            }
        } else {
            drawArrival();
        }
    }

    private void happen(long ticket) {
        int argument = EventQueue.argument(ticket);
        switch (EventQueue.kind(ticket)) {
            case DONE -> done(argument, ticket);
            case CONNECTED -> connected(argument);
            case REFUSED -> refused(argument);
            case REACHED -> reached(argument);
            case ANSWERED -> answered(argument);
            case FAILING -> failed(argument);
            case THOUGHT -> ask(argument);
            case PROBED -> probed(argument / states.length, argument % states.length);
            case FAULT -> fault(scenario.faults().get(argument));
            default -> warm(argument);
        }
    }

    private void arrive() {
        int request = requests.add();
        requests.demand[request] = source.nextDemand();
        requests.client[request] = source.nextClient();
        begin(request);
        drawArrival();
    }

    private void drawArrival() {
        nextArrival = came < lastRequest ? source.nextArrival() : EventQueue.NEVER;
        if (nextArrival < now || (nextArrival == EventQueue.NEVER && came < lastRequest && isEndless())) {
            throw EventQueue.endOfTime();
        }
        if (nextArrival >= scenario.durationNanos()) {
            nextArrival = EventQueue.NEVER;
        }
    }

    /** Whether arrivals go on for ever, so that there is always a next one as long as time goes on. */
    private boolean isEndless() {
        return load instanceof Scenario.Open && scenario.durationNanos() == Long.MAX_VALUE;
    }

    private void think(int client, Scenario.Closed closed) {
        long at = now + source.thinkOf(client, asked[client], closed.think());
        if (at < scenario.durationNanos()) {
            events.add(at, THOUGHT, client);
        }
    }

    private void ask(int client) {
        if (came >= lastRequest) {
            return;
        }
        int request = requests.add();
        requests.client[request] = client;
        requests.demand[request] = source.demandOf(client, asked[client]++);
        begin(request);
    }

    private void begin(int request) {
        requests.number[request] = came;
        requests.arrivedAt[request] = now;
        requests.balancer[request] = nextBalancer;
        nextBalancer = nextBalancer + 1 == balancers.count() ? 0 : nextBalancer + 1;
        came++;
        measurements.came(now, requests.demand[request]);
        connect(request);
    }

    private void connect(int request) {
        int balancer = requests.balancer[request];
        Backend picked = requests.number[request] == explained
                ? pickBeforeWitness(request)
                : balancers.pick(balancer, keyOf(request), requests.tried(request), now);
        if (picked == null) {
            if (isCentral) {
                wait(request);
            } else {
                end(request, Requests.NONE, false);
            }
            return;
        }
        requests.backend[request] = picked.index();
        balancers.opened(balancer, picked, now);
        probe(balancer);
        if (atOnce) {
            connected(request);
        } else {
            events.add(now + scenario.connectNanos(), CONNECTED, request);
        }
    }

    private long keyOf(int request) {
        return source.keyOf(requests.client[request], requests.number[request]);
    }

    private @Nullable Backend pickBeforeWitness(int request) {
        int balancer = requests.balancer[request];
        PickNotes notes = new PickNotes();
        balancers.noteIn(balancer, notes);
        Backend picked = balancers.pick(balancer, keyOf(request), requests.tried(request), now);
        balancers.noteIn(balancer, null);
        if (witness != null) {
            witness.picked(notes, balancer, picked, now);
        }
        return picked;
    }

    /** An answer is there as soon as a request and its answer would be. */
    private void probe(int balancer) {
        int count = balancers.wantedProbes(balancer, wanted, now);
        for (int i = 0; i < count; i++) {
            if (scenario.delayNanos() == 0) {
                probed(balancer, wanted[i].index());
            } else {
                events.add(now + 2 * scenario.delayNanos(), PROBED, balancer * states.length + wanted[i].index());
            }
        }
    }

    private void probed(int balancer, int index) {
        if (!states[index].refuses()) {
            int inFlight = states[index].service().inside();
            balancers.probed(balancer, backends.get(index), inFlight, latencies.estimate(index, inFlight), now);
        }
    }

    /** In the one queue of all. */
    private void wait(int request) {
        requests.next[request] = Requests.NONE;
        if (firstWaiting == Requests.NONE) {
            firstWaiting = request;
        } else {
            requests.next[lastWaiting] = request;
        }
        lastWaiting = request;
    }

    private void connected(int request) {
        int index = requests.backend[request];
        if (states[index].refuses()) {
            refused(request);
            return;
        }
        requests.connectedAt[request] = now;
        balancers.observed(requests.balancer[request], index, Signal.CONNECT, scenario.connectNanos(), now);
        if (scenario.delayNanos() == 0) {
            reached(request);
        } else {
            events.add(now + scenario.delayNanos(), REACHED, request);
        }
    }

    private void reached(int request) {
        int index = requests.backend[request];
        BackendState state = states[index];
        if (keepsLatencies) {
            requests.found[request] = state.service().inside();
        }
        if (state.failsAfter() >= 0) {
            measurements.connected(requests.client[request], index, requests.arrivedAt[request]);
            events.add(now + state.failsAfter(), FAILING, request);
        } else if (state.isGone() || !state.service().offer(request, now)) {
            refused(request);
        } else {
            measurements.connected(requests.client[request], index, requests.arrivedAt[request]);
        }
    }

    /** The backend did not take it: another one is tried. */
    private void refused(int request) {
        int balancer = requests.balancer[request];
        int index = requests.backend[request];
        balancers.failed(balancer, index, now);
        balancers.closed(balancer, index, now);
        TriedBackends tried = requests.tried(request);
        if (tried.isEmpty()) {
            requests.tried(request, TriedBackends.of(backends.get(index)));
        } else {
            tried.add(backends.get(index));
        }
        connect(request);
    }

    private void done(int worker, long ticket) {
        int request = serviceOfWorker[worker].done(worker, ticket, now);
        if (request == Requests.NONE) {
            return;
        }
        int index = requests.backend[request];
        measurements.disconnected(index);
        if (keepsLatencies) {
            latencies.add(index, requests.found[request], now - requests.connectedAt[request]);
        }
        if (scenario.delayNanos() == 0) {
            answered(request);
        } else {
            events.add(now + scenario.delayNanos(), ANSWERED, request);
        }
    }

    private void answered(int request) {
        int balancer = requests.balancer[request];
        int index = requests.backend[request];
        long sinceConnected = now - requests.connectedAt[request];
        balancers.observed(balancer, index, Signal.FIRST_BYTE, sinceConnected, now);
        balancers.observed(balancer, index, Signal.LIFETIME, sinceConnected, now);
        balancers.closed(balancer, index, now);
        end(request, index, true);
    }

    /** Its backend ended it without an answer. */
    private void failed(int request) {
        measurements.disconnected(requests.backend[request]);
        cut(request);
    }

    private void cut(int request) {
        int balancer = requests.balancer[request];
        int index = requests.backend[request];
        balancers.failed(balancer, index, now);
        balancers.observed(balancer, index, Signal.LIFETIME, now - requests.connectedAt[request], now);
        balancers.closed(balancer, index, now);
        end(request, index, false);
    }

    private void end(int request, int backend, boolean well) {
        if (well) {
            measurements.answered(requests.number[request], backend, requests.arrivedAt[request], now);
        } else {
            measurements.failed(requests.number[request], backend, requests.arrivedAt[request], now);
        }
        if (requests.number[request] == explained && witness != null) {
            witness.ended(well, now - requests.arrivedAt[request]);
        }
        int client = requests.client[request];
        requests.remove(request);
        if (firstWaiting != Requests.NONE) {
            int next = firstWaiting;
            firstWaiting = requests.next[next];
            connect(next);
        }
        if (load instanceof Scenario.Closed closed) {
            think(client, closed);
        }
    }

    private void fault(Fault fault) {
        boolean membersChanged = false;
        for (int index = 0; index < states.length; index++) {
            if (fault.concerns(scenario.backends().get(index).name())) {
                membersChanged |= states[index].suffer(fault, now);
                if (fault.kind() == Fault.Kind.COLD) {
                    events.add(now + fault.nanos() / WARM_STEPS, WARMER, index);
                }
                if (fault.kind() == Fault.Kind.REMOVE) {
                    states[index].service().clear(this::failed);
                }
            }
        }
        if (membersChanged) {
            tellMembers();
        }
    }

    private void warm(int index) {
        long again = states[index].warm(now, WARM_STEPS);
        if (again > 0) {
            events.add(now + again, WARMER, index);
        }
    }

    private void tellMembers() {
        List<BackendPool.Member> members = new ArrayList<>();
        for (int index = 0; index < states.length; index++) {
            if (states[index].isMember()) {
                ScenarioBackend described = scenario.backends().get(index);
                members.add(new BackendPool.Member(
                        backends.get(index),
                        described.backup(),
                        isCentral ? described.workers() : described.maxConnections()));
            }
        }
        balancers.members(members, now);
    }

    private Service service(ScenarioBackend described, int firstWorker) {
        return described.sharing()
                ? new SharingService(
                        events, requests, firstWorker, described.workers(), described.queue(), described.speed())
                : new QueueingService(
                        events, requests, firstWorker, described.workers(), described.queue(), described.speed());
    }
}

package io.giliran.simulation.engine;

import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.Picking;
import io.giliran.policy.RecentLatencies;
import io.giliran.policy.Signal;
import io.giliran.workload.Fault;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of a scenario in virtual time: takes the next event, moves the clock to it, and lets it happen. No threads, no waiting;
 * equal seeds give equal runs, event by event.
 */
public final class Simulation {
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
    private static final int NO_BACKEND = -1;

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
    private @Nullable Request firstWaiting;
    private @Nullable Request lastWaiting;
    private final RecentLatencies latencies = new RecentLatencies();
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
    public Simulation(Scenario scenario, Supplier<BackendPool> pool, long seed, Measurements measurements) {
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
        BackendPool first = pool.get();
        isCentral = first.name().equals(FastestIdle.CENTRAL_QUEUE);
        List<Picking> pickings = new ArrayList<>();
        pickings.add(picking(0, first));
        keepsLatencies = pickings.get(0).signals().contains(Signal.FIRST_BYTE);
        while (!isCentral && pickings.size() < scenario.balancers()) {
            pickings.add(picking(pickings.size(), pool.get()));
        }
        balancers = new Balancers(pickings, backends, isCentral ? 0 : scenario.viewEveryNanos());
        asked = new int[load instanceof Scenario.Closed closed ? closed.clients() : 0];
    }

    /** Picks for one balancer; a backend answers its probe as soon as a request and its answer would be through. */
    private Picking picking(int balancer, BackendPool pool) {
        return new Picking(pool, (asking, backend, nowNanos) -> {
            if (scenario.delayNanos() == 0) {
                probed(balancer, backend.index());
            } else {
                events.add(nowNanos + 2 * scenario.delayNanos(), PROBED, balancer * states.length + backend.index());
            }
        });
    }

    /** Shows the witness what becomes of the request of this number, the first being 0. */
    public void explain(long number, PickWitness shown) {
        explained = number;
        witness = shown;
    }

    /** Runs to the end: until all that came has ended, or when more comes than can be done until the stated end. */
    public RunResult run(StopWish stop) {
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

    private void unended(Request request) {
        measurements.unended(request.arrivedAt, now);
        if (request.number == explained && witness != null) {
            witness.unended(now - request.arrivedAt);
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
            case CONNECTED -> connected(requests.at(argument));
            case REFUSED -> refused(requests.at(argument));
            case REACHED -> reached(requests.at(argument));
            case ANSWERED -> answered(requests.at(argument));
            case FAILING -> failed(requests.at(argument));
            case THOUGHT -> ask(argument);
            case PROBED -> probed(argument / states.length, argument % states.length);
            case FAULT -> fault(scenario.faults().get(argument));
            default -> warm(argument);
        }
    }

    private void arrive() {
        Request request = requests.add();
        request.demand = source.nextDemand();
        request.client = source.nextClient();
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
        Request request = requests.add();
        request.client = client;
        request.demand = source.demandOf(client, asked[client]++);
        begin(request);
    }

    private void begin(Request request) {
        request.number = came;
        request.arrivedAt = now;
        request.balancer = nextBalancer;
        nextBalancer = nextBalancer + 1 == balancers.count() ? 0 : nextBalancer + 1;
        came++;
        measurements.came(now, request.demand);
        connect(request);
    }

    private void connect(Request request) {
        int balancer = request.balancer;
        Backend picked = request.number == explained
                ? pickBeforeWitness(request)
                : balancers.pick(balancer, keyOf(request), request.tried, now);
        if (picked == null) {
            if (isCentral) {
                wait(request);
            } else {
                end(request, NO_BACKEND, false);
            }
            return;
        }
        request.backend = picked.index();
        if (atOnce) {
            connected(request);
        } else {
            events.add(now + scenario.connectNanos(), CONNECTED, request.row);
        }
    }

    private long keyOf(Request request) {
        return source.keyOf(request.client, request.number);
    }

    private @Nullable Backend pickBeforeWitness(Request request) {
        int balancer = request.balancer;
        PickNotes notes = new PickNotes();
        balancers.noteIn(balancer, notes);
        Backend picked = balancers.pick(balancer, keyOf(request), request.tried, now);
        balancers.noteIn(balancer, null);
        if (witness != null) {
            witness.picked(notes, balancer, picked, now);
        }
        return picked;
    }

    private void probed(int balancer, int index) {
        if (!states[index].refuses()) {
            int inFlight = states[index].service().inside();
            balancers.probed(balancer, backends.get(index), inFlight, latencies.estimate(index, inFlight), now);
        }
    }

    /** Appends the request to the central queue. */
    private void wait(Request request) {
        request.next = null;
        if (lastWaiting == null) {
            firstWaiting = request;
        } else {
            lastWaiting.next = request;
        }
        lastWaiting = request;
    }

    private void connected(Request request) {
        int index = request.backend;
        if (states[index].refuses()) {
            refused(request);
            return;
        }
        request.connectedAt = now;
        balancers.observed(request.balancer, index, Signal.CONNECT, scenario.connectNanos(), now);
        if (scenario.delayNanos() == 0) {
            reached(request);
        } else {
            events.add(now + scenario.delayNanos(), REACHED, request.row);
        }
    }

    private void reached(Request request) {
        int index = request.backend;
        BackendState state = states[index];
        if (keepsLatencies) {
            request.found = state.service().inside();
        }
        if (state.failsAfter() >= 0) {
            measurements.connected(request.client, index, request.arrivedAt);
            events.add(now + state.failsAfter(), FAILING, request.row);
        } else if (state.isGone() || !state.service().offer(request, now)) {
            refused(request);
        } else {
            measurements.connected(request.client, index, request.arrivedAt);
        }
    }

    /** The backend did not take it: another one is tried. */
    private void refused(Request request) {
        int balancer = request.balancer;
        int index = request.backend;
        balancers.failed(balancer, index, now);
        balancers.closed(balancer, index, now);
        request.tried = request.tried.with(backends.get(index));
        connect(request);
    }

    private void done(int worker, long ticket) {
        Request request = serviceOfWorker[worker].done(worker, ticket, now);
        if (request == null) {
            return;
        }
        int index = request.backend;
        measurements.disconnected(index);
        if (keepsLatencies) {
            latencies.add(index, request.found, now - request.connectedAt);
        }
        if (scenario.delayNanos() == 0) {
            answered(request);
        } else {
            events.add(now + scenario.delayNanos(), ANSWERED, request.row);
        }
    }

    private void answered(Request request) {
        int balancer = request.balancer;
        int index = request.backend;
        long sinceConnected = now - request.connectedAt;
        balancers.observed(balancer, index, Signal.FIRST_BYTE, sinceConnected, now);
        balancers.observed(balancer, index, Signal.LIFETIME, sinceConnected, now);
        balancers.closed(balancer, index, now);
        end(request, index, true);
    }

    /** The backend ended it without an answer. */
    private void failed(Request request) {
        measurements.disconnected(request.backend);
        cut(request);
    }

    private void cut(Request request) {
        int balancer = request.balancer;
        int index = request.backend;
        balancers.failed(balancer, index, now);
        balancers.observed(balancer, index, Signal.LIFETIME, now - request.connectedAt, now);
        balancers.closed(balancer, index, now);
        end(request, index, false);
    }

    private void end(Request request, int backend, boolean well) {
        if (well) {
            measurements.answered(request.number, backend, request.arrivedAt, now);
        } else {
            measurements.failed(request.number, backend, request.arrivedAt, now);
        }
        if (request.number == explained && witness != null) {
            witness.ended(well, now - request.arrivedAt);
        }
        int client = request.client;
        requests.remove(request);
        Request next = firstWaiting;
        if (next != null) {
            firstWaiting = next.next;
            if (firstWaiting == null) {
                lastWaiting = null;
            }
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
                ? new SharingService(events, firstWorker, described.workers(), described.queue(), described.speed())
                : new QueueingService(events, firstWorker, described.workers(), described.queue(), described.speed());
    }
}

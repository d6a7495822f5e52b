package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * An open model: requests start when the arrival process says so, whatever became of the earlier ones. A client that
 * keeps its connection and is idle goes first; when none is, the clients take turns and requests queue up on their
 * connections, or without pipelining wait for one to be idle. What starts late keeps its intended time.
 */
final class OpenPattern implements LoadPattern {
    private final ClientDriver driver;
    private final SwarmSettings settings;
    private final Draws draws;
    private final ArrivalClock arrivals;
    private final ArrayDeque<Integer> idle = new ArrayDeque<>();
    /** Arrivals that wait for an idle client: the number and the intended start of each. */
    private final ArrayDeque<long[]> waiting = new ArrayDeque<>();

    private final boolean keeps;
    private final boolean pipelining;
    private long[] requestsOf;
    private int[] underWayOf;
    private int clients;
    private int turn;
    private int toPreconnect;
    private long underWay;

    OpenPattern(ClientDriver driver, SwarmSettings settings, Draws draws) {
        this.driver = driver;
        this.settings = settings;
        this.draws = draws;
        arrivals = new ArrivalClock(driver, settings, this::arrived, this::finishWhenDone);
        keeps = settings.keepsConnections();
        pipelining = settings.pipelining() || !keeps;
        clients = settings.clients();
        requestsOf = new long[slots()];
        underWayOf = new int[slots()];
        turn = driver.index();
    }

    @Override
    public void begin() {
        if (turn >= clients) {
            driver.finish();
            return;
        }
        if (!keeps) {
            driver.ready();
            return;
        }
        for (int client = driver.index(); client < clients; client += settings.loops()) {
            toPreconnect++;
            idle.add(client);
        }
        for (int client = driver.index(); client < clients; client += settings.loops()) {
            driver.preconnect(client);
        }
        driver.at(driver.nowNanos() + settings.timeout().toNanos(), driver::ready);
    }

    @Override
    public void start(long startNanos) {
        arrivals.start(startNanos);
    }

    @Override
    public long oldestWaitingNanos() {
        long[] oldest = waiting.peek();
        return oldest == null ? arrivals.nextNanos() : oldest[1];
    }

    @Override
    public void cut(Consumer<Request> taker) {
        for (long[] next = waiting.poll(); next != null; next = waiting.poll()) {
            taker.accept(made(next[0], next[1]));
        }
    }

    @Override
    public void preconnected() {
        if (--toPreconnect == 0) {
            driver.ready();
        }
    }

    @Override
    public void ended(Request request, Outcome outcome, long nowNanos) {
        underWay--;
        int client = request.client;
        if (--underWayOf[slot(client)] == 0 && keeps) {
            if (client < clients) {
                idle.add(client);
            } else {
                driver.closeClient(client);
            }
        }
        long[] next = idle.isEmpty() ? null : waiting.poll();
        if (next != null) {
            start(next[0], next[1], nowNanos);
        }
        finishWhenDone();
    }

    /** Clients that leave finish what they have begun; clients that join get their turn when they are connected. */
    @Override
    public void clientsBecome(int wanted) {
        int before = clients;
        clients = wanted;
        requestsOf = Arrays.copyOf(requestsOf, Math.max(requestsOf.length, slots()));
        underWayOf = Arrays.copyOf(underWayOf, Math.max(underWayOf.length, slots()));
        if (!keeps) {
            return;
        }
        idle.removeIf(client -> client >= wanted);
        for (int client = driver.index(); client < Math.max(before, wanted); client += settings.loops()) {
            if (underWayOf[slot(client)] == 0 && client >= wanted) {
                driver.closeClient(client);
            } else if (underWayOf[slot(client)] == 0 && client >= before) {
                driver.preconnect(client);
                idle.add(client);
            }
        }
    }

    private void arrived(long arrival, long intendedNanos) {
        if (pipelining || !idle.isEmpty()) {
            start(arrival, intendedNanos, intendedNanos);
        } else {
            waiting.add(new long[] {arrival, intendedNanos});
        }
    }

    private void start(long arrival, long intendedNanos, long readyNanos) {
        Request request = made(arrival, intendedNanos);
        underWay++;
        underWayOf[slot(request.client)]++;
        request.readyNanos = readyNanos;
        driver.begin(request);
    }

    private Request made(long arrival, long intendedNanos) {
        int client = nextClient();
        Request request = driver.newRequest(client, requestsOf[slot(client)]++, intendedNanos, false);
        draws.fillArrival(request, arrival);
        return request;
    }

    private int nextClient() {
        Integer waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        if (turn >= clients) {
            turn = driver.index();
        }
        int client = turn;
        turn += settings.loops();
        return client;
    }

    private void finishWhenDone() {
        if (underWay == 0 && waiting.isEmpty() && arrivals.areOver()) {
            driver.finish();
        }
    }

    private int slots() {
        return clients / settings.loops() + 1;
    }

    private int slot(int client) {
        return client / settings.loops();
    }
}

package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.util.Arrays;
import java.util.BitSet;

/** A closed model: each client waits for its answer, thinks, and sends its next request. */
final class ClosedPattern implements LoadPattern {
    private final ClientDriver driver;
    private final SwarmSettings settings;
    private final Draws draws;
    private final long requestsOfClient;
    private final boolean keeps;
    /** Clients that send or think; the others are done or have left. */
    private final BitSet active = new BitSet();

    private long[] begunOf;
    private int clients;
    private long plannedChange;
    private long endNanos = Long.MAX_VALUE;
    private boolean started;

    ClosedPattern(ClientDriver driver, SwarmSettings settings, Draws draws) {
        this.driver = driver;
        this.settings = settings;
        this.draws = draws;
        requestsOfClient = settings.duration() == null ? settings.requests() : Long.MAX_VALUE;
        keeps = settings.keepsConnections();
        clients = settings.clients();
        begunOf = new long[clients / settings.loops() + 1];
    }

    @Override
    public void begin() {
        if (driver.index() >= clients) {
            driver.finish();
        } else {
            driver.ready();
        }
    }

    @Override
    public void start(long startNanos) {
        if (settings.duration() != null) {
            endNanos = startNanos + settings.duration().toNanos();
        }
        driver.at(startNanos, this::startAll);
    }

    private void startAll() {
        started = true;
        // First all, so that the run is not taken to be over when the first one fails at once.
        for (int client = driver.index(); client < clients; client += settings.loops()) {
            active.set(slot(client));
        }
        for (int client = driver.index(); client < clients; client += settings.loops()) {
            next(client, driver.nowNanos(), keeps);
        }
        finishWhenDone();
    }

    @Override
    public void ended(Request request, Outcome outcome, long nowNanos) {
        int client = request.client;
        long pause = outcome == Outcome.OK
                ? draws.thinkNanos(client, request.number)
                : settings.retryPause().toNanos();
        long next = nowNanos + pause;
        if (client >= clients || begunOf[slot(client)] >= requestsOfClient || next >= endNanos) {
            leave(client);
        } else if (pause == 0) {
            next(client, next, false);
        } else {
            driver.at(next, () -> goOn(client, next));
        }
    }

    @Override
    public void clientsBecome(int wanted) {
        int before = clients;
        clients = wanted;
        begunOf = Arrays.copyOf(begunOf, Math.max(begunOf.length, wanted / settings.loops() + 1));
        if (!started) {
            plannedChange += (long) (shareOf(wanted) - shareOf(before)) * requestsOfClient;
            return;
        }
        for (int client = driver.index(); client < Math.max(before, wanted); client += settings.loops()) {
            long left = requestsOfClient - begunOf[slot(client)];
            if (client >= before && left > 0) {
                plannedChange += left;
                if (!active.get(slot(client))) {
                    active.set(slot(client));
                    next(client, driver.nowNanos(), keeps);
                }
            } else if (client >= wanted) {
                plannedChange -= left;
            }
        }
    }

    @Override
    public long plannedChange() {
        return settings.duration() == null ? plannedChange : 0;
    }

    /** Number of clients on this loop, of {@code all}. */
    private int shareOf(int all) {
        return (all - driver.index() + settings.loops() - 1) / settings.loops();
    }

    private void goOn(int client, long intendedNanos) {
        if (client >= clients) {
            leave(client);
        } else {
            next(client, intendedNanos, false);
        }
    }

    private void next(int client, long intendedNanos, boolean startsWhenConnected) {
        long number = begunOf[slot(client)]++;
        Request request = driver.newRequest(client, number, intendedNanos, startsWhenConnected);
        draws.fill(request, client, number);
        driver.begin(request);
    }

    private void leave(int client) {
        active.clear(slot(client));
        driver.closeClient(client);
        finishWhenDone();
    }

    private void finishWhenDone() {
        if (active.isEmpty()) {
            driver.finish();
        }
    }

    private int slot(int client) {
        return client / settings.loops();
    }
}

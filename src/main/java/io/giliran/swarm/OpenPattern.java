package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import io.giliran.workload.Arrivals;
import io.giliran.workload.ConstantArrivals;
import io.giliran.workload.PoissonArrivals;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An open model: requests start when the arrival process says so, whatever became of the earlier ones. A client that
 * keeps its connection and is idle goes first; when none is, the clients take turns and requests queue up on their
 * connections. What starts late keeps its intended time.
 *
 * <p>With several loops each driver follows the same arrivals and starts its share of them, so that their number does
 * not change the load.
 */
final class OpenPattern implements LoadPattern {
    /** Late arrivals started in a row before answers get their turn. */
    private static final int STARTS_A_ROUND = 64;

    private final ClientDriver driver;
    private final SwarmSettings settings;
    private final Arrivals arrivals;
    private final RandomGenerator works;
    private final long arrivalsOfRun;
    private final long endNanos;
    private final ArrayDeque<Integer> idle = new ArrayDeque<>();
    private final long[] requestsOf;
    private final int[] underWayOf;
    private final int driversWithClients;
    private long startNanos;
    private long arrival;
    private long nextNanos;
    private int turn;
    private int toPreconnect;
    private boolean started;
    private long underWay;

    OpenPattern(ClientDriver driver, SwarmSettings settings) {
        this.driver = driver;
        this.settings = settings;
        double rate = Objects.requireNonNull(settings.ratePerSecond(), "an open model has a rate");
        arrivals = settings.arrivals() == SwarmSettings.ArrivalKind.POISSON
                ? new PoissonArrivals(rate, new SplittableRandom(settings.seed()))
                : new ConstantArrivals(rate);
        works = driver.randomOf(-1 - driver.index());
        arrivalsOfRun = settings.duration() == null ? settings.planned() : Long.MAX_VALUE;
        endNanos = settings.duration() == null
                ? Long.MAX_VALUE
                : settings.duration().toNanos();
        int slots = settings.clients() / settings.loops() + 1;
        requestsOf = new long[slots];
        underWayOf = new int[slots];
        driversWithClients = Math.min(settings.loops(), settings.clients());
        turn = driver.index();
    }

    @Override
    public void begin() {
        if (turn >= settings.clients()) {
            driver.finish();
            return;
        }
        if (settings.connections() == SwarmSettings.Connecting.PER_REQUEST) {
            startArrivals();
            return;
        }
        for (int client = driver.index(); client < settings.clients(); client += settings.loops()) {
            toPreconnect++;
            idle.add(client);
        }
        for (int client = driver.index(); client < settings.clients(); client += settings.loops()) {
            driver.preconnect(client);
        }
        driver.at(driver.nowNanos() + settings.timeout().toNanos(), this::startArrivals);
    }

    @Override
    public void preconnected() {
        if (--toPreconnect == 0) {
            startArrivals();
        }
    }

    @Override
    public void ended(Request request, Outcome outcome, long nowNanos) {
        underWay--;
        if (--underWayOf[slot(request.client)] == 0 && settings.connections() == SwarmSettings.Connecting.PERSISTENT) {
            idle.add(request.client);
        }
        finishWhenDone();
    }

    private void startArrivals() {
        if (!started) {
            started = true;
            startNanos = driver.nowNanos();
            nextNanos = arrivals.nextNanos();
            arrive();
        }
    }

    private void arrive() {
        for (int starts = 0; !arrivalsAreOver(); starts++) {
            long due = startNanos + nextNanos;
            if (due > driver.nowNanos()) {
                driver.at(due, this::arrive);
                return;
            }
            if (starts == STARTS_A_ROUND) {
                driver.later(this::arrive);
                return;
            }
            if (arrival % driversWithClients == driver.index()) {
                start(due);
            }
            arrival++;
            nextNanos = arrivals.nextNanos();
        }
        finishWhenDone();
    }

    private void start(long intendedNanos) {
        int client = nextClient();
        underWay++;
        underWayOf[slot(client)]++;
        driver.begin(driver.newRequest(client, requestsOf[slot(client)]++, works, intendedNanos, false));
    }

    private int nextClient() {
        Integer waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        int client = turn;
        turn += settings.loops();
        if (turn >= settings.clients()) {
            turn = driver.index();
        }
        return client;
    }

    private boolean arrivalsAreOver() {
        return arrival >= arrivalsOfRun || nextNanos >= endNanos;
    }

    private void finishWhenDone() {
        if (started && underWay == 0 && arrivalsAreOver()) {
            driver.finish();
        }
    }

    private int slot(int client) {
        return client / settings.loops();
    }
}

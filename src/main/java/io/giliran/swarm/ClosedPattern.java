package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.util.random.RandomGenerator;

/** A closed model: each client waits for its answer, thinks, and sends its next request. */
final class ClosedPattern implements LoadPattern {
    private final ClientDriver driver;
    private final SwarmSettings settings;
    private final long requestsOfClient;
    private final long endNanos;
    private final RandomGenerator[] randoms;
    private int active;

    ClosedPattern(ClientDriver driver, SwarmSettings settings) {
        this.driver = driver;
        this.settings = settings;
        requestsOfClient = settings.duration() == null ? settings.requests() : Long.MAX_VALUE;
        endNanos = settings.duration() == null
                ? Long.MAX_VALUE
                : settings.duration().toNanos();
        randoms = new RandomGenerator[settings.clients() / settings.loops() + 1];
    }

    @Override
    public void begin() {
        for (int client = driver.index(); client < settings.clients(); client += settings.loops()) {
            active++;
            randoms[client / settings.loops()] = driver.randomOf(client);
        }
        boolean persistent = settings.connections() == SwarmSettings.Connecting.PERSISTENT;
        for (int client = driver.index(); client < settings.clients(); client += settings.loops()) {
            begin(client, 0, driver.nowNanos(), persistent);
        }
        if (active == 0) {
            driver.finish();
        }
    }

    @Override
    public void ended(Request request, Outcome outcome, long nowNanos) {
        int client = request.client;
        long pause = outcome == Outcome.OK
                ? settings.think().sampleNanos(random(client))
                : settings.retryPause().toNanos();
        long next = nowNanos + pause;
        if (request.number + 1 >= requestsOfClient || next >= endNanos) {
            driver.closeClient(client);
            if (--active == 0) {
                driver.finish();
            }
        } else if (pause == 0) {
            begin(client, request.number + 1, next, false);
        } else {
            driver.at(next, () -> begin(client, request.number + 1, next, false));
        }
    }

    private void begin(int client, long number, long intendedNanos, boolean startsWhenConnected) {
        driver.begin(driver.newRequest(client, number, random(client), intendedNanos, startsWhenConnected));
    }

    private RandomGenerator random(int client) {
        return randoms[client / settings.loops()];
    }
}

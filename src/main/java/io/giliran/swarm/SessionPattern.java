package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A partly open model: clients arrive when the arrival process says so, whatever became of the earlier ones. Each connects,
 * sends the requests of its session one after the other with a think time between them, and leaves. A client's number is given
 * to another one when it has left.
 *
 * @see <a href="https://www.usenix.org/legacy/event/nsdi06/tech/schroeder.html">Schroeder, Wierman and Harchol-Balter, Open
 *     versus closed: a cautionary tale, 2006</a>
 */
final class SessionPattern implements LoadPattern {
    private final ClientDriver driver;
    private final SwarmSettings settings;
    private final Draws draws;
    private final ArrivalClock arrivals;
    /** The sessions, by slot: a client's number divided by the number of loops. */
    private final BitSet present = new BitSet();

    private long[] sessionOf = new long[16];
    private int[] leftOf = new int[16];
    private int[] doneOf = new int[16];
    /** Goes on from one session to the next, so that no two requests of a run are called the same. */
    private long[] requestsOf = new long[16];

    SessionPattern(ClientDriver driver, SwarmSettings settings, Draws draws) {
        this.driver = driver;
        this.settings = settings;
        this.draws = draws;
        arrivals = new ArrivalClock(driver, settings, this::arrive, this::finishWhenDone);
    }

    @Override
    public void begin() {
        if (driver.index() >= settings.clients()) {
            driver.finish();
        } else {
            driver.ready();
        }
    }

    @Override
    public void start(long startNanos) {
        arrivals.start(startNanos);
    }

    @Override
    public long oldestWaitingNanos() {
        return arrivals.nextNanos();
    }

    @Override
    public void ended(Request request, Outcome outcome, long nowNanos) {
        int slot = request.client / settings.loops();
        if (outcome != Outcome.OK || --leftOf[slot] == 0) {
            present.clear(slot);
            driver.closeClient(request.client);
            finishWhenDone();
            return;
        }
        int client = request.client;
        long think = draws.thinkNanos(sessionOf[slot], doneOf[slot]++);
        driver.at(nowNanos + think, () -> send(client, nowNanos + think));
    }

    private void arrive(long session, long intendedNanos) {
        int slot = present.nextClearBit(0);
        present.set(slot);
        if (slot >= sessionOf.length) {
            sessionOf = Arrays.copyOf(sessionOf, 2 * slot);
            leftOf = Arrays.copyOf(leftOf, 2 * slot);
            doneOf = Arrays.copyOf(doneOf, 2 * slot);
            requestsOf = Arrays.copyOf(requestsOf, 2 * slot);
        }
        sessionOf[slot] = session;
        leftOf[slot] = draws.requestsOfSession(session);
        doneOf[slot] = 0;
        send(slot * settings.loops() + driver.index(), intendedNanos);
    }

    private void send(int client, long intendedNanos) {
        int slot = client / settings.loops();
        Request request = driver.newRequest(client, requestsOf[slot]++, intendedNanos, false);
        if (doneOf[slot] == 0) {
            draws.fillArrival(request, sessionOf[slot]);
        } else {
            draws.fill(request, sessionOf[slot], doneOf[slot]);
        }
        driver.begin(request);
    }

    private void finishWhenDone() {
        if (present.isEmpty() && arrivals.areOver()) {
            driver.finish();
        }
    }
}

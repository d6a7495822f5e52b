package io.giliran.swarm;

import io.giliran.workload.Arrivals;

/**
 * Starts what arrives when it is due, late rather than never. With several loops each driver follows the same arrivals and
 * starts its share of them, so that their number does not change the load. Confined to its driver's loop.
 */
final class ArrivalClock {
    /** Late arrivals started in a row before answers get their turn. */
    private static final int STARTS_A_ROUND = 64;

    /** What begins with an arrival. */
    interface Start {
        /**
         * Begins it.
         *
         * @param arrival its number, from 0
         * @param intendedNanos since the run's start
         */
        void at(long arrival, long intendedNanos);
    }

    private final ClientDriver driver;
    private final Start start;
    private final Runnable whenOver;
    private final Runnable next = this::arrive;
    private final Arrivals arrivals;
    private final long most;
    private final long endNanos;
    private final int shares;
    private long startNanos;
    private long arrival;
    private long nextNanos;
    private boolean started;

    ArrivalClock(ClientDriver driver, SwarmSettings settings, Start start, Runnable whenOver) {
        this.driver = driver;
        this.start = start;
        this.whenOver = whenOver;
        arrivals = settings.newArrivals();
        most = settings.planned() < 0 ? Long.MAX_VALUE : settings.planned();
        endNanos = settings.arrivalsEndNanos();
        shares = Math.min(settings.loops(), settings.clients());
    }

    /** Has the arrivals begin now; does nothing when they have. */
    void start() {
        if (!started) {
            started = true;
            startNanos = driver.nowNanos();
            nextNanos = arrivals.nextNanos();
            arrive();
        }
    }

    /** Whether none will come any more. */
    boolean areOver() {
        return started && (arrival >= most || nextNanos >= endNanos);
    }

    private void arrive() {
        for (int starts = 0; !areOver(); starts++) {
            long due = startNanos + nextNanos;
            if (due > driver.nowNanos()) {
                driver.at(due, next);
                return;
            }
            if (starts == STARTS_A_ROUND) {
                driver.later(next);
                return;
            }
            long number = arrival++;
            nextNanos = arrivals.nextNanos();
            if (number % shares == driver.index()) {
                start.at(number, due);
            }
        }
        whenOver.run();
    }
}

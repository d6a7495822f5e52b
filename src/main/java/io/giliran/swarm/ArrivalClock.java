package io.giliran.swarm;

import io.giliran.workload.Arrivals;
import io.giliran.workload.RandomStream;

/**
 * Starts arrivals when they are due, late rather than never. With several loops each driver follows the same arrivals, counted
 * from the same instant, and starts its share of them, so that their number does not change the load: constant arrivals stay
 * evenly spaced when each loop takes its turn, and Poisson arrivals stay Poisson on each loop when a hash chooses. Confined to
 * its driver's loop.
 */
final class ArrivalClock {
    /** Late arrivals started in a row before answers get their turn. */
    private static final int STARTS_A_ROUND = 64;

    private static final long SHARES = 0x9fb21c651e98df25L;

    /** Receives each arrival. */
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
    private final boolean lastsUntilEnd;
    private final boolean hashed;
    private final long seed;
    private final int shares;
    private long startNanos;
    private long arrival;
    private long nextNanos;
    private boolean started;
    private boolean over;

    ArrivalClock(ClientDriver driver, SwarmSettings settings, Start start, Runnable whenOver) {
        this.driver = driver;
        this.start = start;
        this.whenOver = whenOver;
        arrivals = settings.newArrivals();
        most = settings.planned() < 0 ? Long.MAX_VALUE : settings.planned();
        endNanos = settings.arrivalsEndNanos();
        lastsUntilEnd = settings.trace() == null;
        hashed = settings.trace() == null && settings.arrivals() == SwarmSettings.ArrivalKind.POISSON;
        seed = settings.seed();
        shares = settings.loopsInUse();
    }

    /** Has the arrivals begin; they count from that instant, in ns since the run's start. */
    void start(long plannedNanos) {
        if (!started) {
            started = true;
            startNanos = plannedNanos;
            nextNanos = arrivals.nextNanos();
            arrive();
        }
    }

    /** Whether none will come any more, and the time is over that was planned for them. */
    boolean areOver() {
        return over;
    }

    /** Time of the next arrival, in ns since the run's start; {@link Long#MAX_VALUE} when none is due. */
    long nextNanos() {
        return started && !haveAllCome() ? startNanos + nextNanos : Long.MAX_VALUE;
    }

    private boolean haveAllCome() {
        return arrival >= most || nextNanos >= endNanos;
    }

    private void arrive() {
        for (int starts = 0; !haveAllCome(); starts++) {
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
            if (share(seed, number, shares, hashed) == driver.index()) {
                start.at(number, due);
            }
        }
        driver.at(plannedEndNanos(), this::end);
    }

    /** A load that is bounded by a number of requests lasts until one more would come. */
    private long plannedEndNanos() {
        long end = endNanos == Long.MAX_VALUE ? nextNanos : endNanos;
        return lastsUntilEnd && end != Arrivals.NO_MORE ? startNanos + end : driver.nowNanos();
    }

    private void end() {
        over = true;
        whenOver.run();
    }

    /**
     * Index of the loop that starts an arrival.
     *
     * @param hashed by the seed and its number, so that each loop's arrivals are as independent of each other as all together;
     *     otherwise the loops take turns
     * @return from 0 to below {@code shares}
     */
    static int share(long seed, long number, int shares, boolean hashed) {
        if (shares == 1) {
            return 0;
        }
        long of = hashed ? RandomStream.mix(RandomStream.mix(seed ^ SHARES) + number) : number;
        return (int) Long.remainderUnsigned(of, shares);
    }
}

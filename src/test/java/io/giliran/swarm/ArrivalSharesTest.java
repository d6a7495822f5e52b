package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.workload.Arrivals;
import io.giliran.workload.PoissonArrivals;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Division of the arrivals between the loops of a swarm. */
final class ArrivalSharesTest {
    private static final int SHARES = 4;
    private static final int ARRIVALS = 400_000;
    private static final double RATE = 1_000;

    @Test
    void constantArrivalsAreTakenInTurn() {
        for (int number = 0; number < 100; number++) {
            assertThat(ArrivalClock.share(7, number, SHARES, false)).isEqualTo(number % SHARES);
        }
    }

    /** Each loop's gaps are exponential, with a variance of the square of their mean; taking turns makes it a fourth of that. */
    @Test
    void eachLoopHasPoissonArrivals() {
        Arrivals arrivals = new PoissonArrivals(RATE, new SplittableRandom(1));
        double[] last = new double[SHARES];
        double[] sum = new double[SHARES];
        double[] squares = new double[SHARES];
        int[] count = new int[SHARES];
        for (int number = 0; number < ARRIVALS; number++) {
            double at = arrivals.nextNanos();
            int share = ArrivalClock.share(1, number, SHARES, true);
            double gap = at - last[share];
            last[share] = at;
            sum[share] += gap;
            squares[share] += gap * gap;
            count[share]++;
        }
        for (int share = 0; share < SHARES; share++) {
            double mean = sum[share] / count[share];
            assertThat(mean).isBetween(0.98 * SHARES * 1e9 / RATE, 1.02 * SHARES * 1e9 / RATE);
            assertThat(squares[share] / count[share] / mean / mean - 1).isBetween(0.96, 1.04);
        }
    }

    /** M/M/1 at 0.8 takes 5 service times; with loops that start ten gaps apart it still does, which taking turns would not. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 10})
    void loopsThatStartApartStillAddUpToPoisson(double gapsApart) {
        assertThat(sojourn(gapsApart, true)).isBetween(4.6, 5.4);
        if (gapsApart > 0) {
            assertThat(sojourn(gapsApart, false)).isLessThan(4.5);
        }
    }

    /** Mean time in a queue with exponential service of mean 1 at 0.8 arrivals a time unit. */
    private static double sojourn(double gapsApart, boolean hashed) {
        Arrivals arrivals = new PoissonArrivals(RATE, new SplittableRandom(3));
        SplittableRandom service = new SplittableRandom(4);
        double unit = 1e9 / RATE * 0.8;
        double[] starts = new double[ARRIVALS];
        for (int number = 0; number < ARRIVALS; number++) {
            int share = ArrivalClock.share(3, number, SHARES, hashed);
            starts[number] = (arrivals.nextNanos() + share * gapsApart * 1e9 / RATE) / unit;
        }
        Arrays.sort(starts);
        double free = 0;
        double sum = 0;
        for (double start : starts) {
            free = Math.max(free, start) - Math.log(1 - service.nextDouble());
            sum += free - start;
        }
        return sum / ARRIVALS;
    }
}

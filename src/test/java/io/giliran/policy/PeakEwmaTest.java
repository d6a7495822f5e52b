package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finagle's formula, with a decay time of 10 s and a penalty of 5 s. */
final class PeakEwmaTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;
    private static final Backend A = new Backend(0, "a", 1);
    private static final double ROUNDING = 1;

    private final PeakEwma metric = new PeakEwma(SampleParameters.all().peakEwma());

    @BeforeEach
    void makeRoom() {
        metric.makeRoom(SampleBackends.equal(2));
    }

    @Test
    void aLongerTimeIsTakenAtOnce() {
        observe(10 * MS, 0);
        assertThat(load(0)).isEqualTo(10.0 * MS);

        observe(50 * MS, 1 * S);

        assertThat(load(1 * S)).isEqualTo(50.0 * MS);
    }

    /** w = exp(-10 s / 10 s) = 0.367879; 100 ms · w + 20 ms · (1 - w) = 36.788 + 12.642 ms. */
    @Test
    void aShorterTimeCountsByTheTimeThatHasPassed() {
        observe(100 * MS, 0);

        observe(20 * MS, 10 * S);

        assertThat(load(10 * S)).isCloseTo(49_430_355, within(ROUNDING));
    }

    /** Nothing has passed, w = exp(0) = 1. */
    @Test
    void aShorterTimeAtTheSameMomentCountsNothing() {
        observe(100 * MS, 0);

        observe(20 * MS, 0);

        assertThat(load(0)).isEqualTo(100.0 * MS);
    }

    /** 100 ms · exp(-1), then · exp(-1) again = 13.534 ms, however often one has looked in between. */
    @Test
    void decaysWhileNothingIsObserved() {
        observe(100 * MS, 0);

        assertThat(load(10 * S)).isCloseTo(36_787_944, within(ROUNDING));
        assertThat(load(15 * S)).isCloseTo(22_313_016, within(ROUNDING));
        assertThat(load(20 * S)).isCloseTo(13_533_528, within(ROUNDING));
    }

    @Test
    void aClockThatGoesBackRaisesNothing() {
        observe(100 * MS, 10 * S);

        assertThat(load(5 * S)).isEqualTo(100.0 * MS);
    }

    /** 10 ms for each of the three open and for the one to come, by weight 4. */
    @Test
    void isMultipliedByTheOpenConnectionsAndOneAndDividedByTheWeight() {
        observe(10 * MS, 0);
        for (int i = 0; i < 3; i++) {
            metric.opened(A, 0);
        }
        assertThat(load(0)).isEqualTo(40.0 * MS);
        assertThat(metric.of(new Backend(0, "a", 4), 0)).isEqualTo(10.0 * MS);

        metric.closed(A, 0);

        assertThat(load(0)).isEqualTo(30.0 * MS);
    }

    /** Finagle's penalty, Long.MaxValue >> 16: worse than any time that was ever observed, 39 hours. */
    @Test
    void unknownButPendingIsWorstAndUnknownAndIdleBest() {
        assertThat(load(0)).isZero();

        metric.opened(A, 0);
        assertThat(load(0)).isEqualTo(140_737_488_355_327.0 + 1);
        metric.opened(A, 0);
        assertThat(load(0)).isEqualTo(140_737_488_355_327.0 + 2);

        observe(10 * MS, 0);
        assertThat(load(0)).isEqualTo(30.0 * MS);
    }

    @Test
    void aFailedConnectionCountsAsThePenaltyOrTheLongerTimeThatIsKnown() {
        metric.failed(A, 0);
        assertThat(load(0)).isEqualTo(5.0 * S);

        observe(8 * S, 0);
        metric.failed(A, 0);

        assertThat(load(0)).isEqualTo(8.0 * S);
    }

    @Test
    void learnsFromItsOwnSignalOnly() {
        PeakEwma connect =
                new PeakEwma(SampleParameters.all("peak-ewma.signal = connect").peakEwma());
        connect.makeRoom(SampleBackends.equal(1));
        assertThat(connect.signals()).containsExactly(Signal.CONNECT);

        connect.observed(A, Signal.FIRST_BYTE, 70 * MS, 0);
        connect.observed(A, Signal.LIFETIME, 80 * MS, 0);
        connect.observed(A, Signal.CONNECT, 3 * MS, 0);

        assertThat(connect.of(A, 0)).isEqualTo(3.0 * MS);
    }

    /**
     * a answers in 10 ms and b in 30 ms, and all connections stay open, at one moment. a's load is 10, 20, 30, … and b's 30,
     * 60, 90: a, a, a tie at 30 that is a's turn, b; a, a, a tie at 60 that is b's turn; a, a, a, a tie at 90 that is a's
     * again, b. So a has three for each of b's, as its time is a third.
     */
    @Test
    void thePolicyTakesTheLeastAndTiesInTurn() {
        BalancingPolicy policy = LeastLoaded.peakEwma(SampleParameters.all());
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        policy.observed(backends.get(0), Signal.FIRST_BYTE, 10 * MS, 0);
        policy.observed(backends.get(1), Signal.FIRST_BYTE, 30 * MS, 0);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            Backend picked = policy.pick(i, TriedBackends.NONE, 0);
            policy.connectionOpened(picked, 0);
            names.append(picked.name());
        }

        assertThat(names).hasToString("aaab" + "aab" + "aaaab");
    }

    /** Draws as p2c does and compares as peak-ewma: 30 ms · 1 against 10 ms · 3, of equals the first drawn. */
    @Test
    void ofTwoChoicesTheLessLoadedIsTaken() {
        ScriptedDraws draws = new ScriptedDraws(2, 0, 1, 2, 2, 1);
        BalancingPolicy policy = TwoChoices.peakEwma(SampleParameters.all(), draws);
        List<Backend> backends = SampleBackends.equal(3);
        policy.eligible(backends);
        long[] times = {50, 30, 10};
        for (Backend backend : backends) {
            policy.observed(backend, Signal.FIRST_BYTE, times[backend.index()] * MS, 0);
        }
        policy.connectionOpened(backends.get(2), 0);
        assertThat(policy.pick(0, TriedBackends.NONE, 0)).as("20 and 50").isSameAs(backends.get(2));
        policy.connectionOpened(backends.get(2), 0);

        assertThat(policy.pick(0, TriedBackends.NONE, 0)).as("30 and 30").isSameAs(backends.get(1));
        assertThat(policy.pick(0, TriedBackends.NONE, 0)).as("30 and 30").isSameAs(backends.get(2));
    }

    /**
     * a fails every connection after 1 ms, b answers in 10 ms; a client every 20 ms for a minute, 3,000. a is tried once,
     * and then has 5 s · exp(-t / 10 s), which falls below b's 10 ms only after 10 s · ln 500 = 62 s. Were a failure no longer
     * than it lasts, a's 1 ms would beat b's 10 ms, which falls below it every 10 s · ln 10 = 23 s: all but 3.
     */
    @ParameterizedTest
    @CsvSource({"peak-ewma,     5s,  1", "p2c.peak-ewma, 5s,  1", "peak-ewma,     1ms, 2997", "p2c.peak-ewma, 1ms, 2997"
    })
    void aBackendThatFailsFastAttractsNobody(String name, String penalty, int picksOfA) {
        PolicyParameters parameters = SampleParameters.all("peak-ewma.failure-penalty = " + penalty);
        BalancingPolicy policy = Policies.create(name, parameters, new SplittableRandom(1));

        assertThat(FastFailingBackend.picksIn(3_000, policy)).isEqualTo(picksOfA);
    }

    private void observe(long nanos, long at) {
        metric.observed(A, Signal.FIRST_BYTE, nanos, at);
    }

    private double load(long at) {
        return metric.of(A, at);
    }
}

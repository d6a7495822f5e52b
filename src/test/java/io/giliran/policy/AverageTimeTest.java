package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx's least_time, with a halving time of 10 s. */
final class AverageTimeTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000 * MS;
    private static final Backend A = new Backend(0, "a", 1);

    private final AverageTime metric = new AverageTime(SampleParameters.all().leastTime());

    @BeforeEach
    void makeRoom() {
        metric.makeRoom(SampleBackends.equal(2));
    }

    /** To the next multiple of 20 above, as {@code rt += 20 - rt % 20} does; what is longer than 5 s is 5 s. */
    @ParameterizedTest
    @CsvSource({
        "0, 20",
        "19, 20",
        "20, 40",
        "39, 40",
        "40, 60",
        "4979, 4980",
        "4980, 5000",
        "4999, 5000",
        "5000, 5020",
        "5001, 5000",
        "60000, 5000"
    })
    void countsInStepsOf20MsUpTo5S(long millis, long counted) {
        observe(millis * MS);

        assertThat(load(0)).isEqualTo((double) counted * MS);
    }

    /** The first as it is; then 0.05 · 700 + 0.95 · 100 = 130, in the step to 140; 0.05 · 30 + 0.95 · 130 = 125 as well. */
    @Test
    void aNewTimeIsATwentiethOfTheAverage() {
        observe(100 * MS);
        assertThat(load(0)).isEqualTo(120.0 * MS);

        observe(700 * MS);
        assertThat(load(0)).isEqualTo(140.0 * MS);
        observe(30 * MS);
        assertThat(load(0)).isEqualTo(140.0 * MS);
        // 0.05 · 0 + 0.95 · 125 = 118.75.
        observe(0);
        assertThat(load(0)).isEqualTo(120.0 * MS);
    }

    /** nginx shifts by (now - checked) / (fail_timeout + 1): 800, 400, 200 ms and so on; after ten hours nothing is left. */
    @Test
    void isHalvedForEachWhileThatItWasNotChosen() {
        metric.opened(A, 0);
        metric.closed(A, 0);
        observe(800 * MS);

        assertThat(load(10 * S)).isEqualTo(820.0 * MS);
        assertThat(load(10 * S + 1)).isEqualTo(420.0 * MS);
        assertThat(load(20 * S + 1)).isEqualTo(420.0 * MS);
        assertThat(load(20 * S + 2)).isEqualTo(220.0 * MS);
        assertThat(load(36_000 * S)).isEqualTo(20.0 * MS);
    }

    @Test
    void onceChosenItCountsWholeAgain() {
        metric.opened(A, 0);
        metric.closed(A, 0);
        observe(800 * MS);
        assertThat(load(15 * S)).isEqualTo(420.0 * MS);

        metric.opened(A, 15 * S);

        // 820 ms for the one that is open, and for the one to come.
        assertThat(load(15 * S)).isEqualTo(1640.0 * MS);
    }

    /** 60 ms times 3 + 1, by weight 4. */
    @Test
    void isMultipliedByTheOpenConnectionsAndOneAndDividedByTheWeight() {
        observe(50 * MS);
        for (int i = 0; i < 3; i++) {
            metric.opened(A, 0);
        }
        assertThat(load(0)).isEqualTo(240.0 * MS);
        assertThat(metric.of(new Backend(0, "a", 4), 0)).isEqualTo(60.0 * MS);

        metric.closed(A, 0);

        assertThat(load(0)).isEqualTo(180.0 * MS);
    }

    /** The first is 5 s, in the step to 5.02; on 10 ms it is 0.05 · 5000 + 0.95 · 10 = 259.5, in the step to 260. */
    @Test
    void aFailedConnectionCountsAsOneOf5S() {
        metric.failed(A, 0);
        assertThat(load(0)).isEqualTo(5020.0 * MS);

        Backend b = new Backend(1, "b", 1);
        metric.observed(b, Signal.FIRST_BYTE, 10 * MS, 0);
        metric.failed(b, 0);
        assertThat(metric.of(b, 0)).isEqualTo(260.0 * MS);
    }

    @Test
    void learnsFromItsOwnSignalOnly() {
        AverageTime lifetime = new AverageTime(
                SampleParameters.all("least-time.signal = lifetime").leastTime());
        lifetime.makeRoom(SampleBackends.equal(1));
        assertThat(lifetime.signals()).containsExactly(Signal.LIFETIME);

        lifetime.observed(A, Signal.CONNECT, 300 * MS, 0);
        lifetime.observed(A, Signal.FIRST_BYTE, 300 * MS, 0);
        lifetime.observed(A, Signal.LIFETIME, 50 * MS, 0);

        assertThat(lifetime.of(A, 0)).isEqualTo(60.0 * MS);
    }

    /**
     * a answers in 30 ms and b in 90, in steps 40 and 100, and all connections stay open: a's load is 40, 80, 120, … and b's
     * 100, 200, 300. a, a, b at 120 : 100, a, a, a tie at 200 that is a's turn, b at 240 : 200, a at 240 : 300.
     */
    @Test
    void thePolicyTakesTheLeastAndTiesInTurn() {
        BalancingPolicy policy = LeastLoaded.time(SampleParameters.all());
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        policy.observed(backends.get(0), Signal.FIRST_BYTE, 30 * MS, 0);
        policy.observed(backends.get(1), Signal.FIRST_BYTE, 90 * MS, 0);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            Backend picked = policy.pick(i, TriedBackends.NONE, 0);
            policy.connectionOpened(picked, 0);
            names.append(picked.name());
        }

        assertThat(names).hasToString("aabaaaba");
    }

    /** 11 and 19 ms are in one step: equally fast, so they take turns, where their averages would always give the first. */
    @Test
    void thoseInOneStepTakeTurns() {
        BalancingPolicy policy = LeastLoaded.time(SampleParameters.all());
        List<Backend> backends = SampleBackends.equal(2);
        policy.eligible(backends);
        policy.observed(backends.get(0), Signal.FIRST_BYTE, 11 * MS, 0);
        policy.observed(backends.get(1), Signal.FIRST_BYTE, 19 * MS, 0);
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            names.append(policy.pick(i, TriedBackends.NONE, 0).name());
        }

        assertThat(names).hasToString("ababab");
    }

    /** Failing after 1 ms, a has 5 s, which takes 8 halvings to come down to b's step of 20 ms: 80 s, and this is 60 s. */
    @Test
    void aBackendThatFailsFastAttractsNobody() {
        assertThat(FastFailingBackend.picksIn(3_000, LeastLoaded.time(SampleParameters.all())))
                .isEqualTo(1);
    }

    private void observe(long nanos) {
        metric.observed(A, Signal.FIRST_BYTE, nanos, 0);
    }

    private double load(long at) {
        return metric.of(A, at);
    }
}

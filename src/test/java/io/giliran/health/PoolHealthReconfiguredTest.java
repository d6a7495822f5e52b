package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.workload.RandomStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings change, and what is known of the backends stays. */
final class PoolHealthReconfiguredTest {
    private final RecordingListener listener = new RecordingListener();

    private PoolHealth pool(Optional<CheckParameters> checks, Optional<EjectionParameters> ejection, int backends) {
        PoolHealth pool =
                new PoolHealth(new HealthParameters(checks, ejection, 0, false), new RandomStream(1), listener, 0);
        for (int index = 0; index < backends; index++) {
            pool.add(index, false, 0);
        }
        listener.news();
        return pool;
    }

    private static void reconfigure(
            PoolHealth pool, Optional<CheckParameters> checks, Optional<EjectionParameters> ejection, long now) {
        pool.reconfigure(new HealthParameters(checks, ejection, 0, false), now);
    }

    private static void check(PoolHealth pool, int index, CheckResult result, long now) {
        pool.startChecks(now);
        pool.checked(index, SampleHealth.outcome(result), now);
    }

    private static CheckParameters counted(int rise, int fall, InitialState initial) {
        CheckParameters checks = SampleHealth.CHECKS;
        return new CheckParameters(
                checks.send(), checks.expect(), checks.timeoutNanos(), checks.timing(), rise, fall, initial);
    }

    @Test
    void anInitialStateIsThatOfThoseThatJoinLater() {
        PoolHealth pool = pool(Optional.of(SampleHealth.checks(InitialState.UNKNOWN)), Optional.empty(), 2);
        check(pool, 0, CheckResult.L4OK, s(2));
        check(pool, 1, CheckResult.L4CON, s(2));
        listener.news();

        reconfigure(pool, Optional.of(SampleHealth.checks(InitialState.DOWN)), Optional.empty(), s(3));

        assertThat(listener.news()).isEmpty();
        assertThat(pool.verdict(0, s(3)).state()).isEqualTo(Eligibility.State.UP);
        assertThat(pool.verdict(1, s(3)).state()).isEqualTo(Eligibility.State.DOWN);
    }

    /** Two failed of five; with a fall of two at most one is missing, and the next one that fails decides. */
    @Test
    void progressIsKeptAndNeverPastTheChange() {
        PoolHealth pool = pool(Optional.of(counted(2, 5, InitialState.UNKNOWN)), Optional.empty(), 1);
        check(pool, 0, CheckResult.L4OK, s(2));
        check(pool, 0, CheckResult.L4CON, s(10));
        check(pool, 0, CheckResult.L4CON, s(20));
        assertThat(pool.verdict(0, s(20)).reason()).startsWith("UP 3/5");

        reconfigure(pool, Optional.of(counted(2, 7, InitialState.UNKNOWN)), Optional.empty(), s(20));
        assertThat(pool.verdict(0, s(20)).reason()).startsWith("UP 5/7");
        reconfigure(pool, Optional.of(counted(2, 2, InitialState.UNKNOWN)), Optional.empty(), s(20));
        assertThat(pool.verdict(0, s(20)).reason()).startsWith("UP 1/2");

        check(pool, 0, CheckResult.L4CON, s(30));
        assertThat(pool.verdict(0, s(30)).state()).isEqualTo(Eligibility.State.DOWN);
    }

    /** A check that is pending comes no later than before, and within the new interval. */
    @Test
    void aShorterIntervalHoldsForThePendingCheck() {
        CheckParameters checks = SampleHealth.CHECKS;
        PoolHealth pool = pool(Optional.of(checks), Optional.empty(), 1);
        check(pool, 0, CheckResult.L4OK, s(2));
        assertThat(pool.nextTickAt()).isEqualTo(s(4));

        CheckParameters.Timing faster = new CheckParameters.Timing(s(0.5), s(0.5), s(0.5), 0);
        reconfigure(
                pool,
                Optional.of(new CheckParameters(
                        checks.send(), checks.expect(), checks.timeoutNanos(), faster, 2, 3, InitialState.UP)),
                Optional.empty(),
                s(2.1));

        assertThat(pool.nextTickAt()).isEqualTo(s(2.6));
    }

    @Test
    void whoIsEjectedStaysSoForTheTimeThatIsLeft() {
        PoolHealth pool = pool(Optional.empty(), Optional.of(SampleHealth.ejection(50)), 4);
        for (int i = 0; i < 5; i++) {
            pool.connectFailed(0, s(1));
        }
        listener.news();

        reconfigure(pool, Optional.empty(), Optional.of(SampleHealth.ejection(25)), s(2));

        assertThat(listener.news()).isEmpty();
        assertThat(pool.verdict(0, s(2)).reason()).startsWith("ejected for 29.0 s more");
        reconfigure(pool, Optional.empty(), Optional.empty(), s(3));
        assertThat(listener.news()).containsExactly("0 RETURNED ejection is off", "eligible [0, 1, 2, 3]");
    }

    /** What was not checked before was used, and is until a check fails. */
    @Test
    void checksThatBeginFindThemUp() {
        PoolHealth pool = pool(Optional.empty(), Optional.empty(), 1);

        reconfigure(pool, Optional.of(SampleHealth.checks(InitialState.DOWN)), Optional.empty(), s(1));

        assertThat(listener.news()).isEmpty();
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0);
        check(pool, 0, CheckResult.L4CON, s(3));
        assertThat(pool.verdict(0, s(3)).state()).isEqualTo(Eligibility.State.DOWN);
    }
}

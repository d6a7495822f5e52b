package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.Eligibility.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class PoolHealthTest {
    private static final RandomGenerator NO_CHANCE = () -> 0;

    private final RecordingListener listener = new RecordingListener();

    /** Checked every 2 s, 0.1 s each; backend 1 fails from 3 s to 8 s. */
    @Test
    void aBackendGoesDownAndComesBack() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 0, true), 3);
        List<String> timeline = new ArrayList<>();
        listener.news();
        while (pool.nextTickAt() < s(16)) {
            long now = pool.nextTickAt();
            for (int backend : pool.startChecks(now)) {
                boolean passes = backend != 1 || now < s(3) || now >= s(8);
                pool.checked(
                        backend, SampleHealth.outcome(passes ? CheckResult.L4OK : CheckResult.L4CON), now + s(0.1));
                listener.news().forEach(line -> timeline.add(now / 1e9 + " " + line));
            }
        }

        // Checks at 0, 2.1, 4.2 (fails), 4.8, 5.4 (down), 10.5 (passes), 11.1 (up): fast is 0.5 s, down 5 s.
        assertThat(timeline)
                .containsExactly(
                        "4.2 1 GOING_DOWN UP 2/3, L4CON could not be connected",
                        "4.8 1 GOING_DOWN UP 1/3, L4CON could not be connected",
                        "5.4 1 DOWN DOWN, L4CON could not be connected",
                        "5.4 1 cut",
                        "5.4 eligible [0, 2]",
                        "10.5 1 GOING_UP DOWN 1/2, L4OK connected",
                        "11.1 1 UP UP, L4OK connected",
                        "11.1 eligible [0, 1, 2]");
    }

    @Test
    void connectionsAreKeptWhenThatIsWished() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 0, false), 2);

        check(pool, 1, CheckResult.L4CON, 0);

        assertThat(listener.news())
                .contains("1 DOWN DOWN, L4CON could not be connected")
                .doesNotContain("1 cut");
    }

    @ParameterizedTest
    @EnumSource(InitialState.class)
    void whatABackendIsBeforeItsFirstCheck(InitialState initial) {
        PoolHealth pool = pool(checked(SampleHealth.checks(initial), 0, false), 1);

        assertThat(pool.verdict(0, 0))
                .isEqualTo(new Eligibility(
                        initial == InitialState.UP,
                        State.valueOf(initial.name()),
                        initial == InitialState.UP
                                ? "UP 1/3, INI not checked yet"
                                : initial + ", INI not checked yet"));
    }

    @Test
    void ofOurOwnTroubleABackendIsNotBlamed() {
        PoolHealth pool = pool(checked(SampleHealth.checks(InitialState.UP), 0, false), 1);

        check(pool, 0, CheckResult.SOCKERR, 0);

        assertThat(pool.verdict(0, 0).reason()).isEqualTo("UP 1/3, SOCKERR the balancer cannot make the check");
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0);
    }

    @Test
    void withoutChecksAllAreUp() {
        PoolHealth pool = pool(new HealthParameters(Optional.empty(), Optional.empty(), 50, true), 2);

        assertThat(pool.startChecks(s(1_000))).isEmpty();
        assertThat(pool.nextTickAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(pool.verdict(0, 0)).isEqualTo(new Eligibility(true, State.UP, "UP, not checked"));
    }

    @Test
    void aFailedConnectHastensTheNextCheck() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 0, false), 1);
        check(pool, 0, CheckResult.L4OK, 0);
        assertThat(pool.nextTickAt()).isEqualTo(s(2));

        pool.connectFailed(0, s(1));

        assertThat(pool.nextTickAt()).isEqualTo(s(1.5));
    }

    @Test
    void drainAndMaintTakeOutWhateverTheHealth() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 100, false), 3);
        listener.news();

        pool.setAdmin(0, AdminState.DRAIN, 0);
        pool.setAdmin(1, AdminState.MAINT, 0);
        pool.setAdmin(1, AdminState.MAINT, 0);

        assertThat(listener.news())
                .containsExactly("0 DRAIN as asked", "eligible [1, 2]", "1 MAINT as asked", "eligible [2]");
        assertThat(pool.verdict(0, 0)).isEqualTo(new Eligibility(false, State.DRAIN, "drained, as asked"));
        assertThat(pool.verdict(1, 0)).isEqualTo(new Eligibility(false, State.MAINT, "in maintenance, as asked"));
        assertThat(pool.startChecks(s(1))).containsExactly(0, 2);
        assertThat(pool.panic(PoolHealth.ALL).isOn()).isFalse();
    }

    @Test
    void afterMaintABackendBeginsAsANewOneAndAnOldCheckDoesNotCount() {
        PoolHealth pool = pool(checked(SampleHealth.checks(InitialState.UNKNOWN), 0, false), 2);
        check(pool, 0, CheckResult.L4OK, 0);
        assertThat(pool.startChecks(s(2))).containsExactly(0);
        pool.setAdmin(0, AdminState.MAINT, s(2));
        pool.setAdmin(0, AdminState.READY, s(2));
        assertThat(pool.startChecks(s(2.5))).as("the old one is not over").isEmpty();

        pool.checked(0, SampleHealth.outcome(CheckResult.L4CON), s(3));
        assertThat(pool.verdict(0, s(3)).reason()).isEqualTo("UNKNOWN, INI not checked yet");
        assertThat(pool.startChecks(s(3.5))).containsExactly(0);
        pool.checked(0, SampleHealth.outcome(CheckResult.L4OK), s(3.5));

        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0);
    }

    @Test
    void belowTheThresholdAllArePickedButThoseTheOperatorTookOut() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 50, false), 4);
        pool.setAdmin(3, AdminState.MAINT, 0);
        check(pool, 0, CheckResult.L4CON, 0);
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(1, 2);
        listener.news();

        check(pool, 1, CheckResult.L4CON, 0);

        assertThat(listener.news())
                .containsExactly(
                        "1 DOWN DOWN, L4CON could not be connected",
                        "panic 1 of 3 are healthy, below 50 %",
                        "eligible [0, 1, 2]");
        assertThat(pool.verdict(0, 0))
                .isEqualTo(new Eligibility(
                        true,
                        State.DOWN,
                        "DOWN, L4CON could not be connected; picked in panic, 1 of 3 are healthy, below 50 %"));

        pool.setAdmin(1, AdminState.DRAIN, 0);
        assertThat(listener.news())
                .containsExactly("1 DRAIN as asked", "no panic 1 of 2 are healthy, at least 50 %", "eligible [2]");
    }

    @Test
    void aHealthyBackupTakesOverInsteadOfPanic() {
        PoolHealth pool = new PoolHealth(checked(SampleHealth.CHECKS, 50, false), NO_CHANCE, listener, 0);
        pool.add(0, false, 0);
        pool.add(1, true, 0);

        check(pool, 0, CheckResult.L4CON, 0);
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(1);
        check(pool, 1, CheckResult.L4CON, 0);

        assertThat(pool.panic(PoolHealth.ALL).isOn()).isTrue();
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0, 1);
    }

    @Test
    void theEjectedAreNotPickedUntilTheirTimeIsOver() {
        PoolHealth pool = pool(ejecting(10, 0), 3);
        listener.news();
        connectsFail(pool, 2, 5, s(1));

        assertThat(listener.news())
                .containsExactly("2 EJECTED for 30.0 s: 5 connects in a row failed", "eligible [0, 1]");
        assertThat(pool.verdict(2, s(11)))
                .isEqualTo(
                        new Eligibility(false, State.EJECTED, "ejected for 20.0 s more: 5 connects in a row failed"));

        while (pool.nextTickAt() <= s(31)) {
            pool.tick(pool.nextTickAt());
        }
        assertThat(listener.news()).containsExactly("2 RETURNED its time was over", "eligible [0, 1, 2]");
    }

    @Test
    void theLastIsNotEjectedAndReturnsWhenTheOthersAreGone() {
        PoolHealth pool = pool(ejecting(100, 0), 3);
        connectsFail(pool, 0, 5, 0);
        connectsFail(pool, 1, 5, 0);
        listener.news();

        pool.setAdmin(2, AdminState.MAINT, 0);

        // Two are left, so one ejection is the cap: the first to return does. The other one would not be the last.
        assertThat(listener.news())
                .containsExactly("0 RETURNED too many were ejected for 2", "2 MAINT as asked", "eligible [0]");
        pool.remove(0);
        assertThat(listener.news()).containsExactly("1 RETURNED too many were ejected for 1", "eligible [1]");
        connectsFail(pool, 1, 5, 0);
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(1);
    }

    @Test
    void theEjectedReturnWhenACheckTakesTheOthersDown() {
        HealthParameters parameters =
                new HealthParameters(Optional.of(SampleHealth.CHECKS), Optional.of(SampleHealth.EJECTION), 0, false);
        PoolHealth pool = pool(parameters, 2);
        connectsFail(pool, 1, 5, 0);
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0);
        listener.news();

        check(pool, 0, CheckResult.L4CON, 0);

        assertThat(listener.news())
                .containsExactly(
                        "0 DOWN DOWN, L4CON could not be connected",
                        "1 RETURNED no other backend is left",
                        "eligible [1]");
        connectsFail(pool, 1, 5, 0);
        assertThat(listener.news()).containsExactly("1 SPARED 5 connects in a row failed; no other backend is left");
    }

    @Test
    void aPassedCheckEndsAnEjection() {
        HealthParameters parameters =
                new HealthParameters(Optional.of(SampleHealth.CHECKS), Optional.of(SampleHealth.EJECTION), 0, false);
        PoolHealth pool = pool(parameters, 2);
        connectsFail(pool, 1, 5, 0);
        pool.startChecks(s(1));

        pool.checked(1, SampleHealth.outcome(CheckResult.L4OK), s(1));

        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0, 1);
    }

    @Test
    void aResultOfNoCheckIsIgnored() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 0, false), 1);

        pool.checked(0, SampleHealth.outcome(CheckResult.L4CON), 0);

        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(0);
        assertThat(pool.startChecks(0)).containsExactly(0);
    }

    @Test
    void comersAndLeavers() {
        PoolHealth pool = pool(checked(SampleHealth.CHECKS, 0, false), 2);
        assertThatThrownBy(() -> pool.add(1, false, 0)).hasMessageContaining("backend 1 is in the pool already");
        pool.startChecks(0);

        pool.remove(0);
        pool.checked(0, SampleHealth.outcome(CheckResult.L4CON), 0);
        pool.connectFailed(0, 0);
        pool.setAdmin(0, AdminState.MAINT, 0);

        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(1);
        assertThatThrownBy(() -> pool.verdict(0, 0)).hasMessageContaining("backend 0 is not in the pool");
        pool.add(7, false, 0);
        assertThat(listener.eligible).containsExactly(1, 7);
    }

    /** What decides when several things hold: the operator, then the checks, then the ejection. */
    @ParameterizedTest
    @CsvSource({
        "MAINT, true, true, MAINT",
        "DRAIN, true, true, DRAIN",
        "READY, true, true, DOWN",
        "READY, false, true, EJECTED",
        "READY, false, false, UP",
        "DRAIN, false, false, DRAIN"
    })
    void whatDecides(AdminState admin, boolean down, boolean ejected, State state) {
        HealthParameters parameters =
                new HealthParameters(Optional.of(SampleHealth.CHECKS), Optional.of(SampleHealth.EJECTION), 0, false);
        PoolHealth pool = pool(parameters, 3);
        if (ejected) {
            connectsFail(pool, 0, 5, 0);
        }
        if (down) {
            check(pool, 0, CheckResult.L4CON, 0);
        }
        pool.setAdmin(0, admin, 0);

        assertThat(pool.verdict(0, 0).state()).isEqualTo(state);
        assertThat(pool.eligible(PoolHealth.ALL).contains(0)).isEqualTo(state == State.UP);
    }

    private static HealthParameters checked(CheckParameters checks, int panicPercent, boolean cuts) {
        return new HealthParameters(Optional.of(checks), Optional.empty(), panicPercent, cuts);
    }

    private static HealthParameters ejecting(int maximumPercent, int panicPercent) {
        return new HealthParameters(
                Optional.empty(), Optional.of(SampleHealth.ejection(maximumPercent)), panicPercent, false);
    }

    private PoolHealth pool(HealthParameters parameters, int backends) {
        PoolHealth pool = new PoolHealth(parameters, NO_CHANCE, listener, 0);
        for (int backend = 0; backend < backends; backend++) {
            pool.add(backend, false, 0);
        }
        return pool;
    }

    /** One check of this backend alone; without a first check an initial UP is one failure away from DOWN. */
    private static void check(PoolHealth pool, int backend, CheckResult result, long nowNanos) {
        pool.startChecks(nowNanos);
        pool.checked(backend, SampleHealth.outcome(result), nowNanos);
    }

    private static void connectsFail(PoolHealth pool, int backend, int times, long nowNanos) {
        for (int i = 0; i < times; i++) {
            pool.connectFailed(backend, nowNanos);
        }
    }
}

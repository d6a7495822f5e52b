package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutlierDetectionTest {
    private final List<String> events = new ArrayList<>();
    private boolean dispensable = true;
    private final Pools pools = new Pools();
    private OutlierDetection detection;

    @BeforeEach
    void fourBackends() {
        detection = detection(SampleHealth.EJECTION, 4);
    }

    @Test
    void fiveFailedConnectsInARowEject() {
        connectsFail(0, 4, 0);
        detection.connected(0);
        connectsFail(0, 4, 0);
        assertThat(events).isEmpty();

        connectsFail(0, 1, 0);

        assertThat(events).containsExactly("0 out 30 s: 5 connects in a row failed");
        assertThat(detection.isEjected(0)).isTrue();
        assertThat(detection.text(0, s(10))).isEqualTo("20.0 s more: 5 connects in a row failed");
    }

    @Test
    void fiveUnansweredConnectionsInARowEjectThoughAllWereConnected() {
        for (int i = 0; i < 4; i++) {
            detection.connected(1);
            detection.unanswered(1, s(0.001), false, 0, 0);
        }
        // One that was open for longer than a second says neither yes nor no, one that is answered begins anew.
        detection.unanswered(1, s(1.1), false, 0, 0);
        assertThat(events).isEmpty();
        detection.answered(1, 0);
        for (int i = 0; i < 4; i++) {
            detection.unanswered(1, s(1), false, 0, 0);
        }
        assertThat(events).isEmpty();

        detection.unanswered(1, 0, false, 0, 0);

        assertThat(events).containsExactly("1 out 30 s: 5 connections in a row ended unanswered");
    }

    /** Rates 100 100 100 100 50: mean 90, variance (4·10² + 40²)/5 = 400, so the threshold is 90 - 1.9·20 = 52. */
    @Test
    void aSuccessRateFarBelowTheOthersEjects() {
        SuccessRates rates = SuccessRates.of(100, 100, 100, 100, 50);
        assertThat(rates.mean()).isEqualTo(90);
        assertThat(rates.threshold(1.9)).isEqualTo(52);
        detection = detection(SampleHealth.EJECTION, 5);
        for (int backend = 0; backend < 5; backend++) {
            serve(backend, backend == 4 ? 50 : 100, backend == 4 ? 50 : 0);
        }

        detection.tick(s(10) - 1);
        assertThat(events).isEmpty();
        detection.tick(s(10));

        assertThat(events).containsExactly("4 out 30 s: 50.0 % succeeded, below 52.0 % (mean 90.0 %)");
    }

    @ParameterizedTest
    @CsvSource({"5, 99, 0", "4, 100, 0", "5, 100, 1", "6, 100, 1"})
    void ratesCountOnlyOfEnoughBackendsWithEnoughConnections(int backends, int volume, int ejections) {
        detection = detection(SampleHealth.EJECTION, backends);
        for (int backend = 0; backend < backends; backend++) {
            // Failures alternate with answers, so none are in a row.
            int failures = backend == 0 ? volume / 2 : 0;
            serve(backend, volume - failures, failures);
        }

        detection.tick(s(10));

        assertThat(events).hasSize(ejections);
    }

    @Test
    void ratesAreThoseOfOneInterval() {
        detection = detection(SampleHealth.EJECTION, 5);
        for (int interval = 1; interval <= 2; interval++) {
            for (int backend = 0; backend < 5; backend++) {
                serve(backend, backend == 4 ? 25 : 50, backend == 4 ? 25 : 0);
            }
            detection.tick(s(10) * interval);
        }

        // 50 and 50 again, never 100 at once.
        assertThat(events).isEmpty();
    }

    /** Out 0-30, 30-90, 90-180; in for two whole intervals, 180-200, so the fourth is twice and not four times 30 s. */
    @Test
    void theFirstLastsOnceTheThirdThreeTimesAndHealthyIntervalsTakeItBack() {
        connectsFail(0, 5, 0);
        runTo(s(30));
        connectsFail(0, 5, s(30));
        runTo(s(90));
        connectsFail(0, 5, s(90));
        runTo(s(180));
        assertThat(events)
                .containsExactly(
                        "0 out 30 s: 5 connects in a row failed", "0 in: its time was over",
                        "0 out 60 s: 5 connects in a row failed", "0 in: its time was over",
                        "0 out 90 s: 5 connects in a row failed", "0 in: its time was over");
        events.clear();

        runTo(s(200));
        connectsFail(0, 5, s(200));

        // 3 at 180, 2 at 190, 1 at 200, and this one makes it 2.
        assertThat(events).containsExactly("0 out 60 s: 5 connects in a row failed");
    }

    @Test
    void noneIsLongerThanTheMaximumAndThatIsSoonForgotten() {
        long now = 0;
        for (int i = 1; i <= 15; i++) {
            connectsFail(0, 5, now);
            now += Math.min(300, 30 * i) * s(1);
            assertThat(events).last().asString().contains("out " + Math.min(300, 30 * i) + " s");
            runTo(now);
        }
        // Ten times 30 s reaches the maximum, so the multiplier is 10, however many ejections there were.
        runTo(now + s(100) + s(10));
        connectsFail(0, 5, now + s(110));
        assertThat(events).last().asString().contains("out 30 s");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "25, 1", "50, 2", "75, 3", "100, 3"})
    void noMoreThanTheCapAreEjected(int percent, int ejected) {
        detection = detection(SampleHealth.ejection(percent), 4);

        for (int backend = 0; backend < 4; backend++) {
            connectsFail(backend, 5, 0);
        }

        assertThat(events.stream().filter(event -> event.contains(" out "))).hasSize(ejected);
        assertThat(events)
                .last()
                .asString()
                .isEqualTo("3 spared: 5 connects in a row failed; " + ejected + " of 4 are ejected already");
    }

    @Test
    void ofSeveralOutliersTheWorstGoFirst() {
        // 20 at 10 % allow two. Rates 55, 40, 50 and 17 times 100: mean 92.25, deviation 18.6, threshold 56.9.
        detection = detection(SampleHealth.EJECTION, 20);
        for (int backend = 0; backend < 20; backend++) {
            int failures = backend == 3 ? 45 : backend == 5 ? 60 : backend == 9 ? 50 : 0;
            serve(backend, 100 - failures, failures);
        }

        detection.tick(s(10));

        assertThat(events).extracting(event -> event.substring(0, 5)).containsExactly("5 out", "9 out", "3 spa");
    }

    @Test
    void aBackendThatCannotBeSparedIsNotEjectedAndIsCountedAnew() {
        dispensable = false;
        connectsFail(0, 9, 0);
        assertThat(events).containsExactly("0 spared: 5 connects in a row failed; no other backend is left");

        dispensable = true;
        connectsFail(0, 1, 0);
        assertThat(events).last().asString().startsWith("0 out");
    }

    @Test
    void aPassedCheckEndsWhatItDisproves() {
        detection = detection(SampleHealth.ejection(50), 4);
        connectsFail(0, 5, 0);
        for (int i = 0; i < 5; i++) {
            detection.unanswered(1, 0, false, 0, 0);
        }
        events.clear();

        detection.checkPassed(1, CheckResult.L4OK);
        assertThat(events).isEmpty();
        detection.checkPassed(0, CheckResult.L4OK);
        detection.checkPassed(1, CheckResult.L7OK);

        assertThat(events).containsExactly("0 in: a check passed, L4OK", "1 in: a check passed, L7OK");
    }

    @Test
    void whenTheOthersLeaveThoseReturnWhoWouldReturnFirst() {
        detection = detection(SampleHealth.ejection(50), 4);
        connectsFail(1, 5, 0);
        connectsFail(0, 5, s(1));
        events.clear();

        detection.remove(3);

        assertThat(events).containsExactly("1 in: too many were ejected for 3");
        detection.remove(0);
        assertThat(detection.isEjected(0)).isFalse();
        connectsFail(2, 5, s(2));
        assertThat(events).last().asString().startsWith("2 out");
    }

    @Test
    void aJumpOfTheClockEndsOneInterval() {
        connectsFail(0, 5, 0);
        runTo(s(30));
        connectsFail(0, 5, s(30));
        detection.tick(s(3_605));
        assertThat(detection.nextTickAt()).isEqualTo(s(3_615));

        // Not healthy at its begin: the multiplier is still 2.
        connectsFail(0, 5, s(3_605));
        assertThat(events).last().asString().contains("out 90 s");
    }

    private OutlierDetection detection(EjectionParameters parameters, int backends) {
        OutlierDetection made = new OutlierDetection(parameters, pools, backend -> dispensable, new Lines(), 0);
        for (int backend = 0; backend < backends; backend++) {
            made.add(backend);
        }
        return made;
    }

    private void connectsFail(int backend, int times, long nowNanos) {
        for (int i = 0; i < times; i++) {
            detection.connectFailed(backend, nowNanos);
        }
    }

    private void serve(int backend, int answered, int unanswered) {
        int left = unanswered;
        for (int i = 0; i < answered; i++) {
            // At most four in a row.
            for (int j = 0; j < 4 && left * (double) answered > unanswered * (double) (answered - i - 1); j++) {
                detection.unanswered(backend, 0, false, 0, 0);
                left--;
            }
            detection.answered(backend, 0);
        }
        assertThat(left).isZero();
    }

    private void runTo(long nanos) {
        while (detection.nextTickAt() <= nanos) {
            detection.tick(detection.nextTickAt());
        }
    }

    private final class Lines implements EjectionListener {
        @Override
        public void ejected(int backend, EjectionCause cause, String why, long nanos) {
            events.add(backend + " out " + nanos / 1_000_000_000 + " s: " + why);
        }

        @Override
        public void returned(int backend, String why) {
            events.add(backend + " in: " + why);
        }

        @Override
        public void spared(int backend, EjectionCause cause, String why) {
            events.add(backend + " spared: " + why);
        }
    }
}

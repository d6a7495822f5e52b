package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.CheckParameters.Timing;
import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class CheckScheduleTest {
    private static final Timing TIMING = new Timing(s(2), s(0.5), s(5), 0);
    private static final RandomGenerator NO_CHANCE = () -> 0;

    private final RiseFall health = new RiseFall(2, 3, InitialState.UNKNOWN);

    /** Up from 0 s; from 7 s on each check takes 0.1 s and fails; from 20 s on it passes again. */
    @Test
    void isAsOftenAsTheStateWants() {
        CheckSchedule schedule = new CheckSchedule(TIMING, NO_CHANCE);
        schedule.begin(0);
        List<Double> starts = new ArrayList<>();
        while (schedule.dueAt() < s(30)) {
            long now = schedule.dueAt();
            starts.add(now / 1e9);
            schedule.started();
            long ended = now + s(0.1);
            health.checked(now < s(7) || now >= s(20));
            schedule.ended(health, ended);
        }

        // Up: 2.1 s apart. Failed at 8.4, fast (0.6) twice; down at 9.6: 5.1 apart. Passed at 24.9, fast, up at 25.5.
        assertThat(starts).containsExactly(0.0, 2.1, 4.2, 6.3, 8.4, 9.0, 9.6, 14.7, 19.8, 24.9, 25.5, 27.6, 29.7);
    }

    @Test
    void theNextIsDueOnlyWhenTheLastHasEnded() {
        CheckSchedule schedule = new CheckSchedule(TIMING, NO_CHANCE);
        schedule.begin(0);
        schedule.started();

        assertThat(schedule.isDue(s(1_000))).isFalse();
        schedule.hurry(s(1_000));
        schedule.begin(s(1_000));
        assertThat(schedule.isDue(s(2_000))).isFalse();
        assertThatThrownBy(schedule::started).isInstanceOf(IllegalStateException.class);

        health.checked(true);
        schedule.ended(health, s(1_000));
        assertThat(schedule.dueAt()).isEqualTo(s(1_002));
    }

    @Test
    void aJumpOfTheClockMakesOneCheckDue() {
        CheckSchedule schedule = new CheckSchedule(TIMING, NO_CHANCE);
        schedule.begin(0);
        health.checked(true);
        schedule.started();
        schedule.ended(health, 0);

        assertThat(schedule.isDue(s(3_600))).isTrue();
        schedule.started();
        schedule.ended(health, s(3_600));

        assertThat(schedule.isDue(s(3_600))).isFalse();
        assertThat(schedule.dueAt()).isEqualTo(s(3_602));
    }

    @Test
    void hurriesButNeverPutsOff() {
        CheckSchedule schedule = new CheckSchedule(TIMING, NO_CHANCE);
        schedule.begin(0);
        health.checked(true);
        schedule.started();
        schedule.ended(health, 0);

        schedule.hurry(s(1));
        assertThat(schedule.dueAt()).isEqualTo(s(1.5));
        schedule.hurry(s(1.4));
        assertThat(schedule.dueAt()).isEqualTo(s(1.5));
    }

    @Test
    void isNotDueWhileStopped() {
        CheckSchedule schedule = new CheckSchedule(TIMING, NO_CHANCE);
        schedule.begin(0);
        schedule.started();
        schedule.stop();
        schedule.ended(health, s(1));
        schedule.hurry(s(1));
        assertThat(schedule.dueAt()).isEqualTo(CheckSchedule.NEVER);

        schedule.begin(s(7));
        assertThat(schedule.dueAt()).isEqualTo(s(7));
    }

    @Test
    void firstChecksAreSpreadAndTheOthersJitter() {
        long seed = 7;
        RandomGenerator random = new RandomStream(seed);
        health.checked(true);
        List<Double> firsts = new ArrayList<>();
        List<Double> intervals = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            CheckSchedule schedule = new CheckSchedule(new Timing(s(2), s(0.5), s(5), 0.25), random);
            schedule.begin(0);
            firsts.add(schedule.dueAt() / 1e9);
            schedule.started();
            schedule.ended(health, 0);
            intervals.add(schedule.dueAt() / 1e9);
        }

        // Within the first second, and 2 s ± 25 %; of 1,000 draws some are within 2 % of either end but for once in
        // 10^8.
        assertThat(firsts).as("seed %d", seed).allMatch(first -> first >= 0 && first < 1);
        assertThat(firsts).anyMatch(first -> first < 0.02).anyMatch(first -> first > 0.98);
        assertThat(intervals).allMatch(interval -> interval >= 1.5 && interval <= 2.5);
        assertThat(intervals).anyMatch(interval -> interval < 1.52).anyMatch(interval -> interval > 2.48);
    }
}

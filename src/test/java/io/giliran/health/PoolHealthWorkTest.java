package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.workload.RandomStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool judges all of its backends only when the state of one has changed, and nobody can see the difference. */
final class PoolHealthWorkTest {
    private static final int BACKENDS = 10;
    private static final HealthParameters PARAMETERS =
            new HealthParameters(Optional.of(SampleHealth.CHECKS), Optional.of(SampleHealth.ejection(40)), 30, true);

    @Test
    void aCheckThatChangesNothingJudgesNobodyElse() {
        PoolHealth pool = new PoolHealth(PARAMETERS, new RandomStream(1), new RecordingListener(), 0);
        for (int index = 0; index < 100; index++) {
            pool.add(index, false, 0);
        }
        assertThat(pool.startChecks(s(2))).hasSize(100);
        long before = pool.settled();

        for (int index = 0; index < 100; index++) {
            pool.checked(index, SampleHealth.outcome(CheckResult.L4OK), s(2));
        }
        assertThat(pool.settled()).isEqualTo(before);

        pool.startChecks(s(5));
        for (int failed = 0; failed < 3; failed++) {
            pool.startChecks(s(5 + failed));
            pool.checked(0, SampleHealth.outcome(CheckResult.L4CON), s(5 + failed));
        }
        assertThat(pool.settled()).isEqualTo(before + 1);
    }

    /** One by one, a thousand would cost a thousand looks at a thousand, all in one event. */
    @Test
    void manyThatJoinOrLeaveTogetherAreJudgedOnce() {
        RecordingListener told = new RecordingListener();
        PoolHealth pool = new PoolHealth(PARAMETERS, new RandomStream(1), told, 0);
        long before = pool.settled();

        pool.together(() -> {
            for (int index = 0; index < 1000; index++) {
                pool.add(index, false, 0);
            }
            pool.together(() -> pool.setAdmin(0, AdminState.DRAIN, 0));
            assertThat(pool.settled()).isEqualTo(before);
        });
        assertThat(pool.settled()).isEqualTo(before + 1);
        assertThat(pool.eligible(PoolHealth.ALL)).hasSize(999).doesNotContain(0);

        pool.together(() -> {
            for (int index = 0; index < 998; index++) {
                pool.remove(index);
            }
        });
        assertThat(pool.settled()).isEqualTo(before + 2);
        assertThat(pool.eligible(PoolHealth.ALL)).containsExactly(998, 999);

        // Nothing has changed.
        pool.together(() -> {});
        assertThat(pool.settled()).isEqualTo(before + 2);
    }

    /** Told the same, it says the same, in the same order, as one that judges all at each check. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void saysWhatOneSaysThatJudgesAllEveryTime(long seed) {
        RandomStream random = new RandomStream(seed);
        RecordingListener told = new RecordingListener();
        RecordingListener toldEveryTime = new RecordingListener();
        PoolHealth pool = new PoolHealth(PARAMETERS, new RandomStream(seed), told, 0);
        EveryTimePoolHealth oracle = new EveryTimePoolHealth(PARAMETERS, new RandomStream(seed), toldEveryTime, 0);
        Set<Integer> here = new TreeSet<>();
        long now = 0;
        int said = 0;
        for (int step = 0; step < 20_000; step++) {
            now += s(0.05) * random.nextInt(8);
            int index = random.nextInt(BACKENDS);
            switch (random.nextInt(24)) {
                case 0 -> {
                    boolean backup = random.nextInt(4) == 0;
                    if (here.add(index)) {
                        pool.add(index, backup, now);
                        oracle.add(index, backup, now);
                    } else if (random.nextInt(5) == 0) {
                        here.remove(index);
                        pool.remove(index);
                        oracle.remove(index);
                    }
                }
                case 1 -> {
                    AdminState wanted = AdminState.values()[random.nextInt(3)];
                    pool.setAdmin(index, wanted, now);
                    oracle.setAdmin(index, wanted, now);
                }
                case 2 -> {
                    Map<Integer, Set<Integer>> members = Map.of(0, half(random), 1, half(random));
                    pool.divide(members);
                    oracle.divide(members);
                }
                case 3, 4, 5 -> {
                    pool.connectFailed(index, now);
                    oracle.connectFailed(index, now);
                }
                case 6, 7, 8 -> {
                    boolean spoke = random.nextBoolean();
                    int client = random.nextInt(5);
                    pool.unanswered(index, 0, spoke, client, now);
                    oracle.unanswered(index, 0, spoke, client, now);
                }
                case 9, 10 -> {
                    pool.tick(now);
                    oracle.tick(now);
                }
                case 11, 12, 13, 14 -> assertThat(pool.startChecks(now)).isEqualTo(oracle.startChecks(now));
                default -> {
                    CheckOutcome outcome = SampleHealth.outcome(
                            random.nextInt(BACKENDS) >= index ? CheckResult.L4OK : CheckResult.L4TOUT);
                    pool.checked(index, outcome, now);
                    oracle.checked(index, outcome, now);
                }
            }
            List<String> news = told.news();
            said += news.size();
            assertThat(news).as("step %d of seed %d", step, seed).isEqualTo(toldEveryTime.news());
            assertThat(pool.nextTickAt()).isEqualTo(oracle.nextTickAt());
        }
        assertThat(said).isGreaterThan(1_000);
        assertThat(pool.settled()).isPositive();
    }

    private static Set<Integer> half(RandomStream random) {
        Set<Integer> half = new TreeSet<>();
        for (int index = 0; index < BACKENDS; index++) {
            if (random.nextBoolean()) {
                half.add(index);
            }
        }
        return half;
    }
}

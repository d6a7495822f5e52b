package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.workload.RandomStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants of a pool under random events. */
final class PoolHealthRandomTest {
    private static final int STEPS = 20_000;
    private static final int MOST_BACKENDS = 12;

    private final RecordingListener listener = new RecordingListener();
    private final Set<Integer> inPool = new TreeSet<>();
    private final Set<Integer> running = new HashSet<>();
    private PoolHealth pool;
    private int notReady;
    private int mostEjected;
    private int panics;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatItPromises(long seed) {
        RandomStream random = new RandomStream(seed);
        int percent = random.nextInt(101);
        int panicPercent = seed % 2 == 0 ? 0 : 30;
        InitialState initial = InitialState.values()[random.nextInt(3)];
        pool = new PoolHealth(
                new HealthParameters(
                        Optional.of(SampleHealth.checks(initial)),
                        Optional.of(SampleHealth.ejection(percent)),
                        panicPercent,
                        false),
                random,
                listener,
                0);
        long now = 0;
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(100) == 0 ? s(random.nextInt(3_600)) : s(0.05) * random.nextInt(8);
            happen(random, now);
            demandWhatIsPromised(percent, now, "step " + step + " of seed " + seed);
        }
        // Else nothing was put to the test.
        assertThat(mostEjected).as("seed %d", seed).isPositive();
        assertThat(panics > 0).isEqualTo(panicPercent > 0);
    }

    private void happen(RandomStream random, long now) {
        int backend = random.nextInt(MOST_BACKENDS);
        switch (random.nextInt(40)) {
            case 0 -> {
                if (inPool.add(backend)) {
                    pool.add(backend, random.nextInt(4) == 0, now);
                    running.remove(backend);
                }
            }
            case 1 -> {
                if (random.nextInt(4) == 0 && inPool.remove(backend)) {
                    pool.remove(backend);
                }
            }
            case 2 -> pool.setAdmin(backend, AdminState.values()[random.nextInt(3)], now);
            case 3, 4, 5, 6, 7 -> pool.setAdmin(backend, AdminState.READY, now);
            case 8, 9, 10, 11, 12, 13, 14 -> {
                // A third of the backends is always there, a third comes and goes, a third fails its checks mostly.
                boolean passes = backend % 3 == 0 || random.nextInt(backend % 3 == 1 ? 2 : 8) == 0;
                pool.checked(backend, SampleHealth.outcome(passes ? CheckResult.L4OK : CheckResult.L4TOUT), now);
                running.remove(backend);
            }
            case 15, 16, 17, 18, 19 -> pool.tick(now);
            case 20, 21, 22, 23, 24 -> {
                for (int started : pool.startChecks(now)) {
                    assertThat(running.add(started))
                            .as("%d is not being checked already", started)
                            .isTrue();
                }
            }
            case 25, 26, 27 -> {
                for (int i = 0; i < 5; i++) {
                    pool.connectFailed(backend, now);
                }
            }
            case 28, 29 -> {
                for (int i = 0; i < 5; i++) {
                    pool.unanswered(backend, 0, false, 0, now);
                }
            }
            case 30 -> pool.connected(backend);
            default -> pool.answered(backend, 0);
        }
    }

    private void demandWhatIsPromised(int percent, long now, String when) {
        notReady = 0;
        int ejected = 0;
        int up = 0;
        for (int backend : inPool) {
            Eligibility verdict = pool.verdict(backend, now);
            assertThat(verdict.isEligible())
                    .as(when)
                    .isEqualTo(pool.eligible(PoolHealth.ALL).contains(backend));
            switch (verdict.state()) {
                case MAINT, DRAIN -> {
                    notReady++;
                    assertThat(verdict.isEligible()).as(when).isFalse();
                }
                case UNKNOWN -> assertThat(verdict.isEligible()).as(when).isFalse();
                case EJECTED -> ejected++;
                case UP -> {
                    up++;
                    assertThat(verdict.isEligible()).as(when).isTrue();
                }
                case DOWN ->
                    assertThat(verdict.isEligible())
                            .as(when)
                            .isEqualTo(pool.panic(PoolHealth.ALL).isOn());
            }
        }
        assertThat(ejected)
                .as(when)
                .isLessThanOrEqualTo(Math.max(0, EjectionCap.of(inPool.size() - notReady, percent)));
        assertThat(ejected == 0 || up > 0)
                .as("%s: somebody is up while others are ejected", when)
                .isTrue();
        assertThat(listener.eligible)
                .as(when)
                .isEqualTo(pool.eligible(PoolHealth.ALL))
                .isEqualTo(sorted(pool.eligible(PoolHealth.ALL)));
        mostEjected = Math.max(mostEjected, ejected);
        panics += pool.panic(PoolHealth.ALL).isOn() ? 1 : 0;
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().distinct().toList();
    }
}

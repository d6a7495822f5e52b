package io.giliran.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.Eligibility.State;
import io.giliran.workload.RandomStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that are judged in several pools, and some in more than one. */
final class PoolHealthDividedTest {
    private static final RandomGenerator NO_CHANCE = () -> 0;
    private static final int STEPS = 5_000;
    private static final int BACKENDS = 12;
    private static final int POOLS = 4;

    private final RecordingListener listener = new RecordingListener();

    @Test
    void panicIsEachPoolsOwn() {
        PoolHealth health = health(0, 50, 5);
        health.divide(Map.of(1, Set.of(0, 1, 2), 2, Set.of(2, 3, 4)));
        listener.news();

        down(health, 0);
        down(health, 1);

        assertThat(listener.news())
                .containsSubsequence(
                        "pool 1: eligible [1, 2]",
                        "pool 1: panic 1 of 3 are healthy, below 50 %",
                        "pool 1: eligible [0, 1, 2]")
                .noneMatch(line -> line.startsWith("pool 2"));
        assertThat(health.panic(1).isOn()).isTrue();
        assertThat(health.panic(2).isOn()).isFalse();
        assertThat(health.eligible(2)).containsExactly(2, 3, 4);
    }

    /** Backend 2 is down: in pool 1 all are picked, in pool 2 it is not. */
    @Test
    void oneOfTwoPoolsMayBePickedInOne() {
        PoolHealth health = health(0, 50, 4);
        health.divide(Map.of(1, Set.of(2), 2, Set.of(1, 2, 3)));

        down(health, 2);

        assertThat(health.eligible(1)).containsExactly(2);
        assertThat(health.eligible(2)).containsExactly(1, 3);
        assertThat(health.verdict(2, 0))
                .isEqualTo(new Eligibility(
                        true,
                        State.DOWN,
                        "DOWN, L4CON could not be connected; picked in panic, 0 of 1 are healthy, below 50 %"));
    }

    @Test
    void whoIsInNoPoolIsNotPicked() {
        PoolHealth health = health(0, 0, 2);

        health.divide(Map.of(7, Set.of(1)));

        assertThat(health.verdict(0, 0).isEligible()).isFalse();
        assertThat(health.eligible(PoolHealth.ALL)).isEmpty();
        assertThat(health.eligible(7)).containsExactly(1);
    }

    @Test
    void theEjectedReturnWhereTheyAreTooManyAfterADivision() {
        PoolHealth health = health(50, 0, 4);
        fail(health, 0);
        fail(health, 1);
        assertThat(health.eligible(PoolHealth.ALL)).containsExactly(2, 3);

        health.divide(Map.of(1, Set.of(0, 1), 2, Set.of(2, 3)));

        // Both were the first pool's: one of two may be ejected there, for the other is left.
        assertThat(health.eligible(1)).hasSize(1);
        assertThat(health.eligible(2)).containsExactly(2, 3);
    }

    /** Five serve, of which one fails a fifth: among its own it is an outlier, among all ten it is not. */
    @Test
    void successRatesAreComparedWithinAPool() {
        PoolHealth divided = rated(true);
        PoolHealth whole = rated(false);

        assertThat(divided.verdict(4, 0).state()).isEqualTo(State.EJECTED);
        assertThat(whole.verdict(4, 0).state()).isEqualTo(State.UP);
    }

    private PoolHealth rated(boolean divided) {
        PoolHealth health = health(100, 0, 10);
        if (divided) {
            health.divide(Map.of(1, Set.of(0, 1, 2, 3, 4), 2, Set.of(5, 6, 7, 8, 9)));
        }
        for (int backend = 0; backend < 10; backend++) {
            // 5 to 9 fail half of their clients, as they always do.
            int good = backend < 4 ? 200 : backend == 4 ? 160 : 100;
            for (int i = 0; i < 200; i++) {
                if (i * good / 200 < (i + 1) * good / 200) {
                    health.answered(backend, 0);
                } else {
                    health.unanswered(backend, 0, false, 0, 0);
                }
            }
        }
        health.tick(SampleHealth.EJECTION.intervalNanos());
        return health;
    }

    /** What {@link PoolHealthRandomTest} demands of one pool holds of each, however they are divided. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachPoolIsHeldToWhatOneIs(long seed) {
        RandomStream random = new RandomStream(seed);
        int percent = random.nextInt(101);
        PoolHealth health = health(percent, 30, BACKENDS);
        Map<Integer, Set<Integer>> pools = Map.of();
        int mostEjected = 0;
        long now = 0;
        for (int step = 0; step < STEPS; step++) {
            now += Seconds.s(random.nextInt(3));
            int backend = random.nextInt(BACKENDS);
            if (step % 50 == 0) {
                pools = division(random);
                health.divide(pools);
            }
            switch (random.nextInt(4)) {
                case 0 -> fail(health, backend);
                case 1 -> health.tick(now);
                case 2 -> {
                    health.startChecks(now);
                    boolean passes = random.nextInt(3) > 0;
                    health.checked(backend, SampleHealth.outcome(passes ? CheckResult.L4OK : CheckResult.L4TOUT), now);
                }
                default -> health.answered(backend, 0);
            }
            for (Map.Entry<Integer, Set<Integer>> pool : pools.entrySet()) {
                int ejected = 0;
                int up = 0;
                for (int member : pool.getValue()) {
                    State state = health.verdict(member, now).state();
                    ejected += state == State.EJECTED ? 1 : 0;
                    up += state == State.UP ? 1 : 0;
                    assertThat(health.eligible(pool.getKey()).contains(member))
                            .isEqualTo(state == State.UP
                                    || health.panic(pool.getKey()).isOn());
                }
                assertThat(ejected)
                        .as("seed %d, step %d, pool %s", seed, step, pool)
                        .isLessThanOrEqualTo(
                                Math.max(0, EjectionCap.of(pool.getValue().size(), percent)));
                assertThat(ejected == 0 || up > 0).isTrue();
                mostEjected = Math.max(mostEjected, ejected);
            }
        }
        assertThat(mostEjected).isPositive();
    }

    private static Map<Integer, Set<Integer>> division(RandomStream random) {
        Map<Integer, Set<Integer>> pools = new TreeMap<>();
        for (int pool = 0; pool < POOLS; pool++) {
            Set<Integer> members = new TreeSet<>();
            for (int i = random.nextInt(BACKENDS); i >= 0; i--) {
                members.add(random.nextInt(BACKENDS));
            }
            pools.put(pool, members);
        }
        return pools;
    }

    private PoolHealth health(int maximumPercent, int panicPercent, int backends) {
        PoolHealth health = new PoolHealth(
                new HealthParameters(
                        Optional.of(SampleHealth.checks(InitialState.UP)),
                        maximumPercent == 0 ? Optional.empty() : Optional.of(SampleHealth.ejection(maximumPercent)),
                        panicPercent,
                        false),
                NO_CHANCE,
                listener,
                0);
        for (int backend = 0; backend < backends; backend++) {
            health.add(backend, false, 0);
        }
        return health;
    }

    /** Without a first check an initial UP is one failure away from DOWN. */
    private static void down(PoolHealth health, int backend) {
        health.startChecks(0);
        health.checked(backend, SampleHealth.outcome(CheckResult.L4CON), 0);
    }

    private static void fail(PoolHealth health, int backend) {
        for (int i = 0; i < 5; i++) {
            health.connectFailed(backend, 0);
        }
    }
}

package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.simulation.SampleScenarios;
import io.giliran.simulation.engine.RunResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs beside each other show what they show one after the other, and end together. */
@Timeout(120)
final class ExperimentTest {
    private static final String THREE = """
            policies = [ random, p2c, least-connections ], load.rate = 320, service = "exp:10ms", backends = [ "b*4" ]
            replications = 3
            """;

    /** Longer than any test waits: two thousand million requests. */
    private static final String ENDLESS = THREE + "requests = 2000000000, warm-up = 0s\n";

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 64})
    void theNumberOfThreadsChangesNoResult(int threads) {
        Plan plan = SampleScenarios.plan(THREE + "requests = 20000");
        ExperimentResult alone = new Experiment(plan, done -> true).run();
        ExperimentResult beside = new Experiment(plan, threads, done -> true).run();

        assertThat(ExperimentTable.render(beside)).isEqualTo(ExperimentTable.render(alone));
        assertThat(traces(beside)).isEqualTo(traces(alone)).hasSize(9).doesNotHaveDuplicates();
        for (int i = 0; i < 3; i++) {
            assertThat(beside.policies().get(i).rtt())
                    .isEqualTo(alone.policies().get(i).rtt());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void progressGoesUpToTheEndAndIsToldByOneAtATime(int threads) {
        List<Double> told = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger telling = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Plan plan = SampleScenarios.plan(THREE + "requests = 50000");
        new Experiment(plan, threads, done -> {
                    most.accumulateAndGet(telling.incrementAndGet(), Math::max);
                    told.add(done);
                    telling.decrementAndGet();
                    return true;
                })
                .run();

        assertThat(most).hasValue(1);
        assertThat(told).isSorted().allMatch(done -> done > 0 && done <= 1);
        // A pilot and three runs of three policies, each told once on the way at least, and at its end.
        assertThat(told).hasSizeGreaterThanOrEqualTo(24);
        assertThat(told.get(told.size() - 1)).isGreaterThan(0.999);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whoEndsItSeesTheBeginningOfEachPolicyAndNothingGoesOn(int threads) {
        List<Thread> workers = Collections.synchronizedList(new ArrayList<>());
        ExperimentResult result = new Experiment(SampleScenarios.plan(ENDLESS), threads, done -> {
                    workers.add(Thread.currentThread());
                    return workers.size() < 10;
                })
                .run();

        assertThat(result.cut()).isTrue();
        assertThat(result.policies()).allMatch(policy -> policy.runs().size() == 1);
        assertThat(result.policies())
                .allMatch(policy -> policy.runs().get(0).rtt().getTotalCount() > 0);
        assertNobodyWorks(workers);
    }

    /** Rounds that were whole are kept; the one that was cut is not, though some of its runs had ended. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whenItIsEndedLaterWholeRoundsAreKept(int threads) {
        Plan plan = SampleScenarios.plan(
                (THREE + "requests = 100000, warm-up = 0s").replace("replications = 3", "replications = 40"));
        ExperimentResult result = new Experiment(plan, threads, done -> done < 0.3).run();

        int rounds = result.policies().get(0).runs().size();
        assertThat(rounds).isBetween(10, 13);
        assertThat(result.policies()).allMatch(policy -> policy.runs().size() == rounds);
        assertThat(result.policies().stream().flatMap(policy -> policy.runs().stream()))
                .allMatch(run -> run.rtt().getTotalCount() == 100_000);
        ExperimentResult all = new Experiment(plan.part(1, rounds), done -> true).run();
        assertThat(traces(result)).isEqualTo(traces(all));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aFailureOfOneEndsAll(int threads) {
        List<Thread> workers = Collections.synchronizedList(new ArrayList<>());
        IllegalStateException failure = new IllegalStateException("the screen is gone");
        Experiment experiment = new Experiment(SampleScenarios.plan(ENDLESS), threads, done -> {
            workers.add(Thread.currentThread());
            if (workers.size() == 10) {
                throw failure;
            }
            return true;
        });

        assertThatThrownBy(experiment::run).isSameAs(failure);
        assertNobodyWorks(workers);
    }

    @Test
    void moreThreadsThanRunsAreNotMade() {
        List<Thread> workers = Collections.synchronizedList(new ArrayList<>());
        Plan plan = SampleScenarios.plan("policies = [ random ], load.rate = 50, backends = [ b ], requests = 100000"
                + ", replications = 1, warm-up = 0s");
        new Experiment(plan, 64, done -> workers.add(Thread.currentThread())).run();
        assertThat(workers).isNotEmpty().containsOnly(Thread.currentThread());
    }

    private static void assertNobodyWorks(List<Thread> workers) {
        assertThat(workers).allMatch(worker -> worker == Thread.currentThread() || !worker.isAlive());
    }

    private static List<String> traces(ExperimentResult result) {
        return result.policies().stream()
                .flatMap(policy -> policy.runs().stream())
                .map(RunResult::traceDigest)
                .toList();
    }
}

package io.giliran.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.giliran.settings.SettingsException;
import io.giliran.simulation.SampleScenarios;
import io.giliran.simulation.experiment.Plan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {
    private static final String OPEN = """
            policies = [ round-robin ], warm-up = 0s, requests = 20000, service = "exp:10ms"
            """;

    /** One backend is a queue, in which each waits (Lindley): w' = max(0, w + service - gap). */
    @Test
    void oneBackendServesByLindleysRecursion() {
        Plan plan = SampleScenarios.plan(OPEN + "load.rate = 80, backends = [ b ]");
        RequestSource source = new RequestSource(plan.scenario(), plan.seed());
        List<Long> expected = new ArrayList<>();
        long free = 0;
        for (int i = 0; i < 20_000; i++) {
            long arrival = source.nextArrival();
            long start = Math.max(arrival, free);
            free = start + source.nextDemand();
            expected.add(free - arrival);
        }
        List<Long> rtts = new ArrayList<>();
        SampleScenarios.run(plan, "round-robin", plan.seed(), (arrivedAt, nanos) -> rtts.add(nanos));

        assertThat(rtts).isEqualTo(expected);
    }

    /** Two at once with work 10 and 20 ms: each gets half, so the first is done at 20 ms and the other at 30. */
    @Test
    void sharingDividesABackendEvenly() {
        assertThat(rtts("load.clients = 1, service = \"fixed:10ms\", requests = 1, backends = [ \"b,sharing\" ]"))
                .containsExactly(10_000_000L);
        assertThat(rtts("load.clients = 2, service = \"fixed:10ms\", requests = 2, backends = [ \"b,sharing\" ]"))
                .containsExactly(20_000_000L, 20_000_000L);
        // Two workers have one for each of two, and two thirds for each of three.
        assertThat(
                        rtts(
                                "load.clients = 3, service = \"fixed:10ms\", requests = 3, backends = [ \"b,sharing,workers=2\" ]"))
                .containsExactly(15_000_000L, 15_000_000L, 15_000_000L);
    }

    @Test
    void speedsWorkersAndDelaysAddUp() {
        assertThat(rtts("load.clients = 1, service = \"fixed:10ms\", requests = 1, backends = [ \"b,speed=0.5\" ],"
                        + " connect = 1ms, delay = 2ms"))
                .containsExactly(25_000_000L);
        assertThat(rtts("load.clients = 3, service = \"fixed:10ms\", requests = 3, backends = [ \"b,workers=2\" ]"))
                .containsExactly(10_000_000L, 10_000_000L, 20_000_000L);
    }

    /** 10 ms of work that is slowed ten times after 5 ms: the other 5 take 50. Frozen for 7 ms: 17 in all. */
    @Test
    void faultsReachWhatIsServedAlready() {
        String one = "load.clients = 1, service = \"fixed:10ms\", requests = 1, backends = [ b ], faults = ";
        assertThat(rtts(one + "[ \"5ms b slow 10\" ]")).containsExactly(55_000_000L);
        assertThat(rtts(one + "[ \"5ms b freeze\", \"12ms b recover\" ]")).containsExactly(17_000_000L);
        String shared = one.replace("backends = [ b ]", "backends = [ \"b,sharing\" ]");
        assertThat(rtts(shared + "[ \"5ms b slow 10\" ]")).containsExactly(55_000_000L);
        assertThat(rtts(shared + "[ \"5ms b freeze\", \"12ms b recover\" ]")).containsExactly(17_000_000L);
    }

    /** Frozen at 5 ms, it goes on at 12 ms whatever else befalls it meanwhile, at its own speed. */
    @ParameterizedTest
    @ValueSource(strings = {"slow 2", "slow 0.5", "cold 3 1ms", "freeze", "refuse", "fail 1ms", "drain", "add"})
    void onlyRecoveryThaws(String meanwhile) {
        String one =
                "load.clients = 1, service = \"fixed:10ms\", requests = 1, backends = [ \"BACKEND\" ], faults = [ \"5ms b"
                        + " freeze\", \"6ms b " + meanwhile + "\" ";
        for (String backend : List.of("b", "b,sharing")) {
            String text = one.replace("BACKEND", backend);
            assertThat(rtts(text + "]")).isEmpty();
            assertThat(rtts(text + ", \"12ms b recover\" ]")).containsExactly(17_000_000L);
        }
    }

    /** A frozen backend takes connections and answers none, whatever it did before. */
    @ParameterizedTest
    @ValueSource(strings = {"refuse", "fail 1ms"})
    void aFrozenBackendRefusesAndFailsNothing(String before) {
        RunResult result = SampleScenarios.run(OPEN + """
                load.rate = 100, backends = [ b ], faults = [ "0s b %s", "0s b freeze" ]
                """.formatted(before));
        assertThat(result.failed()).isZero();
        assertThat(result.unfinished()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load.rate = 1, service = \"fixed:60m\", backends = [ \"b,speed=0.001\" ], faults = [ \"0s b slow 1000\" ]",
                "load.rate = 1, service = \"pareto:60m:0.1\", backends = [ \"b,speed=0.001\" ]",
                "load.rate = 1, service = \"pareto:60m:0.1\", backends = [ \"b,speed=0.001,sharing\" ]",
                "load.clients = 2, load.think = \"pareto:60m:0.01\", service = \"fixed:0ms\", backends = [ b ]"
            })
    void theClockNeverRunsBackwards(String text) {
        assertThatThrownBy(() ->
                        SampleScenarios.run("policies = [ round-robin ], warm-up = 0s, requests = 100000, " + text))
                .isInstanceOfAny(RunTooLarge.class, SettingsException.class)
                .hasMessageContaining("292 years");
    }

    @ParameterizedTest
    @CsvSource({"poisson", "constant"})
    void arrivalsThatNoClockCountsAreRefused(String arrivals) {
        assertThatThrownBy(() ->
                        SampleScenarios.plan("warm-up = 0s, requests = 2000000000, backends = [ b ], load { rate ="
                                + " 0.0001, arrivals = " + arrivals + " }"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("292 years");
        RequestSource source = new RequestSource(
                SampleScenarios.plan(
                                "warm-up = 0s, requests = 100, backends = [ b ], load { rate = 0.000001, arrivals = "
                                        + arrivals + " }")
                        .scenario(),
                1);
        long last = 0;
        for (int i = 0; i < 9_000; i++) {
            long next = source.nextArrival();
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
        }
    }

    @Test
    void aBackendThatRefusesIsPassedOverAndItsShareSpreads() {
        RunResult result = SampleScenarios.run(OPEN + """
                load.rate = 100, backends = [ "b*3" ], faults = [ "0s b1 refuse" ]
                """);
        assertThat(result.failed()).isZero();
        assertThat(result.picks()).containsExactly(0L, 10_000L, 10_000L);
    }

    @Test
    void whoIsRefusedByAllFails() {
        RunResult result = SampleScenarios.run(OPEN + """
                load.rate = 100, backends = [ "b*3" ], faults = [ "0s * refuse" ]
                """);
        assertThat(result.failed()).isEqualTo(20_000);
        assertThat(result.rtt().getTotalCount()).isZero();
    }

    @Test
    void aFullQueueSendsToTheNextAndThenAway() {
        // Three at once for two backends with one worker and no queue.
        RunResult result = SampleScenarios.run("""
                policies = [ round-robin ], warm-up = 0s, load.clients = 3, service = "fixed:10ms", requests = 3
                backends = [ "b*2,queue=0" ]
                """);
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.picks()).containsExactly(1L, 1L);
    }

    @Test
    void removingCutsDrainingDoesNot() {
        String two = """
                policies = [ round-robin ], warm-up = 0s, load.clients = 2, service = "fixed:10ms", requests = 4
                backends = [ "b*2" ], faults = [ "5ms b1 WHAT" ]
                """;
        RunResult removed = SampleScenarios.run(two.replace("WHAT", "remove"));
        assertThat(removed.failed()).isEqualTo(1);
        assertThat(removed.picks()).containsExactly(1L, 3L);

        RunResult drained = SampleScenarios.run(two.replace("WHAT", "drain"));
        assertThat(drained.failed()).isZero();
        assertThat(drained.picks()).containsExactly(1L, 3L);
    }

    @Test
    void whoJoinsGetsItsPartFromThenOn() {
        RunResult result = SampleScenarios.run("""
                policies = [ round-robin ], warm-up = 0s, load { rate = 1000, arrivals = constant }, requests = 1000
                service = "fixed:0ms", backends = [ b1, "b2,absent" ], faults = [ "500ms b2 add" ]
                """);
        // Constant arrivals come at 0, 1, … 999 ms or at 1, 2, … 1000 ms.
        assertThat(result.picks().get(0)).isCloseTo(750L, within(1L));
    }

    @Test
    void aFailingBackendIsFastAndFails() {
        RunResult result = SampleScenarios.run(OPEN + """
                load.rate = 10, backends = [ "b*2" ], faults = [ "0s b1 fail 1ms" ]
                """);
        assertThat(result.failed()).isEqualTo(10_000);
        assertThat(result.rtt().getTotalCount()).isEqualTo(10_000);
    }

    @Test
    void backupsServeOnlyWhenNoOtherCan() {
        RunResult result = SampleScenarios.run("""
                policies = [ random ], warm-up = 0s, load { rate = 1000, arrivals = constant }, requests = 1000
                service = "fixed:0ms", backends = [ "b*2", "spare,backup" ], faults = [ "500ms b1 drain", "750ms b2 drain" ]
                """);
        assertThat(result.picks().get(2)).isCloseTo(250L, within(1L));
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherAnother() {
        Plan plan = SampleScenarios.plan(OPEN + "load.rate = 180, backends = [ \"b*2\" ]");
        RunResult one = SampleScenarios.run(plan, "p2c", 1, RttSeries.UNSEEN);
        assertThat(SampleScenarios.run(plan, "p2c", 1, RttSeries.UNSEEN).traceDigest())
                .isEqualTo(one.traceDigest());
        assertThat(SampleScenarios.run(plan, "p2c", 2, RttSeries.UNSEEN).traceDigest())
                .isNotEqualTo(one.traceDigest());
    }

    /** Known, so that another machine or JDK that computes otherwise is found out. */
    @Test
    void theDigestIsTheSameOnEveryMachine() {
        Plan plan = SampleScenarios.plan(OPEN + "load.rate = 180, backends = [ \"b*2\" ]");
        RunResult run = SampleScenarios.run(plan, "p2c", 1, RttSeries.UNSEEN);
        assertThat(run.traceDigest()).isEqualTo("e76f8135dec188387e77db3bd606511f");
        assertThat(run.workloadDigest()).isEqualTo("a6f4e8aff9d85cb678304790d144de35");
    }

    @Test
    void anotherPolicyGetsTheSameRequests() {
        for (String load : List.of("load.rate = 180", "load { clients = 50, think = \"exp:100ms\" }")) {
            Plan plan = SampleScenarios.plan(OPEN + load + ", backends = [ \"b*2\" ]");
            RunResult one = SampleScenarios.run(plan, "p2c", 1, RttSeries.UNSEEN);
            RunResult other = SampleScenarios.run(plan, "random", 1, RttSeries.UNSEEN);
            assertThat(other.traceDigest()).isNotEqualTo(one.traceDigest());
            if (load.contains("rate")) {
                assertThat(other.workloadDigest()).isEqualTo(one.workloadDigest());
            }
        }
    }

    @Test
    void moreThanCanBeDoneEndsAtTheStatedTime() {
        RunResult result = SampleScenarios.run("""
                policies = [ round-robin ], warm-up = 0s, load.rate = 300, duration = 10s, backends = [ "b*2" ]
                """);
        assertThat(result.stable()).isFalse();
        assertThat(result.endNanos()).isEqualTo(10_000_000_000L);
        // 100 a second more than can be done.
        assertThat(result.unfinished()).isCloseTo(1_000L, within(250L));
    }

    /** Nobody can be told of a pick before the board is written, so in one interval all go to the same. */
    @Test
    void onAnOldBoardLeastConnectionsHerds() {
        String text = """
                policies = [ least-connections ], warm-up = 0s, load.rate = 150, requests = 20000, backends = [ "b*2" ]
                """;
        RunResult fresh = SampleScenarios.run(text);
        RunResult old = SampleScenarios.run(text + "balancers = 4, view-every = 1s");
        assertThat(old.longest()).isGreaterThan(3 * fresh.longest());
    }

    @Test
    void theCentralQueueIsTheBound() {
        Plan plan = SampleScenarios.plan(OPEN + "load.rate = 360, backends = [ \"b*4\" ]");
        double central =
                SampleScenarios.run(plan, "central-queue", 1, RttSeries.UNSEEN).meanNanos();
        double least = SampleScenarios.run(plan, "least-connections", 1, RttSeries.UNSEEN)
                .meanNanos();
        double turns =
                SampleScenarios.run(plan, "round-robin", 1, RttSeries.UNSEEN).meanNanos();
        assertThat(central).isLessThan(least);
        assertThat(least).isLessThan(turns);
    }

    /** L = λW holds for every run that ends empty, exactly: both count the same area. */
    @Test
    void littlesLawHoldsExactly() {
        RunResult result = SampleScenarios.run(OPEN + "load.rate = 180, backends = [ \"b*2\" ]");
        double throughput = 20_000 / (double) result.endNanos();
        assertThat(result.meanUnderWay())
                .isCloseTo(throughput * result.meanNanos(), within(1e-6 * result.meanUnderWay()));
    }

    private static List<Long> rtts(String text) {
        List<Long> rtts = new ArrayList<>();
        SampleScenarios.run("policies = [ round-robin ], warm-up = 0s, " + text, (arrivedAt, nanos) -> rtts.add(nanos));
        return rtts;
    }
}

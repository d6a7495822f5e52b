package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.metrics.Slo;
import io.giliran.simulation.SampleScenarios;
import io.giliran.simulation.engine.RunResult;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Constant gaps and fixed work, so that every number can be told by head. */
final class SimulatedSlosTest {
    /** Requests at 0, 4, … 3,996 ms in turn, each answered after 10 ms: the run ends at 4,006 ms. */
    private static final String STEADY = """
            load { rate = 250, arrivals = constant }, service = "fixed:10ms", backends = [ "b*4" ], requests = 1000
            warm-up = 0s, policies = [ round-robin ], replications = 2
            """;

    @ParameterizedTest
    @CsvSource({
        "rtt: p(99)<10.1, 10.002, true",
        "med<9, 10.002, false",
        "rtt: max<10.1, 10.002, true",
        "rtt: min>9.9, 9.995, true",
        "errors: rate==0, 0, true",
        "requests: count==2000, 2000, true",
        "requests: rate>249, 249.626, true",
        "fairness: value==1, 1, true"
    })
    void judgesWhatAllRunsShowed(String text, double value, boolean ok) {
        Slo.Result result = judged(STEADY, text);
        assertThat(result.expression()).isEqualTo(text);
        assertThat(result.value()).isCloseTo(value, Percentage.withPercentage(0.01));
        assertThat(result.ok()).isEqualTo(ok);
    }

    /** The histogram would say 9.998. */
    @Test
    void theMeanIsThatOfTheTables() {
        assertThat(judged(STEADY, "rtt: avg==10").ok()).isTrue();
    }

    /** The first request is at b1 already; of the 249 that follow it there none is answered. */
    @Test
    void whatFailedIsAnErrorAndARequest() {
        String failing = STEADY + "faults = [ \"1ms b1 fail 0ms\" ]";
        assertThat(judged(failing, "errors: rate<0.2").value()).isEqualTo(0.249);
        assertThat(judged(failing, "requests: count==2000").ok()).isTrue();
    }

    @Test
    void whatNeverEndsIsAnErrorToo() {
        String frozen = STEADY + "faults = [ \"1ms b1 freeze\" ]";
        assertThat(judged(frozen, "errors: rate<0.2").value()).isEqualTo(0.25);
        assertThat(judged(frozen, "requests: count==2000").ok()).isTrue();
    }

    /** Those at 2,000, … 3,996 ms are 500 in each run, and 2,006 ms are left of it. */
    @Test
    void theWarmUpIsLeftOut() {
        String warm = STEADY + "warm-up = 2s";
        assertThat(judged(warm, "requests: count==1000").ok()).isTrue();
        assertThat(judged(warm, "requests: rate>250").value()).isCloseTo(500 / 2.006, Percentage.withPercentage(0.001));
    }

    /** 1,000 requests of 10 ms in 4,006 ms, and 100 of 20 ms in 1,010 ms: the runs' means have the mean 15. */
    @Test
    void runsAreJudgedTogetherAndNotOneByOne() {
        RunResult fast = SampleScenarios.run(STEADY);
        RunResult slow = SampleScenarios.run(STEADY + "load.rate = 100, service = \"fixed:20ms\", requests = 100");
        PolicyResult both = PolicyResult.of("round-robin", List.of(fast, slow), true);

        assertThat(value(both, "rtt: avg<15")).isCloseTo(12_000 / 1_100.0, Percentage.withPercentage(0.001));
        assertThat(value(both, "rtt: p(90)<15")).isCloseTo(10, Percentage.withPercentage(0.1));
        assertThat(value(both, "rtt: p(91)<15")).isCloseTo(20, Percentage.withPercentage(0.1));
        assertThat(value(both, "requests: rate>1")).isCloseTo(1_100 / 5.016, Percentage.withPercentage(0.001));
    }

    @ParameterizedTest
    @CsvSource({"rtt: avg<50", "p(99)<50", "errors: rate<0.1", "requests: rate<5", "fairness: value>0"})
    void whatWasNotMeasuredDoesNotHold(String text) {
        Slo.Result result = judged(STEADY + "warm-up = 10s", text);
        assertThat(result.value()).isNaN();
        assertThat(result.ok()).isFalse();
    }

    @Test
    void onePolicyThatDoesNotKeepToOneIsEnough() {
        String two = STEADY + "policies = [ round-robin, random ]";
        assertThat(result(two, "errors: rate==0").slosHold()).isTrue();
        assertThat(result(two, "rtt: avg==10").slosHold()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect: p(99)<5 | speaks of connect; valid is one of rtt, errors, requests, fairness",
                "send_lag: max<1 | speaks of send_lag; valid is one of rtt, errors, requests, fairness",
                "rtt_uncorrected: p(99)<5 | speaks of rtt_uncorrected; valid is one of rtt, errors, requests, fairness",
                "latency: p(99)<5 | speaks of latency; valid is one of rtt, errors, requests, fairness",
                "p(99)<5 abort | ends in abort, and all policies are simulated to the same end; valid is the same without abort"
            })
    void refusesWhatASimulationDoesNotHave(String text, String message) {
        assertThatThrownBy(() -> SimulatedSlos.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Slo.Result judged(String scenario, String slo) {
        ExperimentResult result = result(scenario, slo);
        return result.slos(result.policies().get(0)).get(0);
    }

    private static ExperimentResult result(String scenario, String slo) {
        Plan plan = SampleScenarios.plan(scenario + "\nslo = [ \"" + slo + "\" ]");
        return new Experiment(plan, done -> true).run();
    }

    private static double value(PolicyResult policy, String slo) {
        return SimulatedSlos.judge(SimulatedSlos.parse(slo), policy, 0).value();
    }
}

package io.giliran.cli;

import io.giliran.metrics.Slo;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.validity.SampleVerdict;
import io.giliran.metrics.validity.Verdict;
import io.giliran.report.Judgement;
import io.giliran.report.RunDescription;
import io.giliran.report.RunSummary;
import io.giliran.workload.LoadModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The summary of a run without requests whose only SLO holds or does not. */
public final class SampleSummary {
    private SampleSummary() {}

    public static RunSummary of(boolean holds, List<String> invalidReasons) {
        return of(holds, SampleVerdict.of(invalidReasons));
    }

    public static RunSummary of(boolean holds, Verdict verdict) {
        return RunSummary.of(
                new RunDescription(
                        "search",
                        1,
                        Instant.EPOCH,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        LoadModel.OPEN,
                        null,
                        "digest",
                        1,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        false,
                        verdict),
                new RunRecorder(),
                judged(new Slo.Result("p(99)<50", holds ? 40 : 60, holds, true)));
    }

    public static Judgement judged(Slo.Result... slos) {
        return new Judgement(null, List.of(slos), List.of(), null);
    }
}

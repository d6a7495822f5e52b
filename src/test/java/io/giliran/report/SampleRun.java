package io.giliran.report;

import io.giliran.metrics.Outcome;
import io.giliran.metrics.SampleRequest;
import io.giliran.metrics.recording.RunRecorder;
import io.giliran.metrics.validity.SampleVerdict;
import io.giliran.metrics.validity.Verdict;
import io.giliran.workload.LoadModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Makes summaries for tests. Every connection carries one request with an RTT of 1,000 ns and a lag of 100 ns. */
final class SampleRun {
    private final RunRecorder recorder;
    private final List<String> reasons = new ArrayList<>();
    private LoadModel model = LoadModel.CLOSED;
    private String command = "swarm";
    private String policy = "round-robin";
    private OptionalLong planned = OptionalLong.empty();
    private OptionalDouble rate = OptionalDouble.empty();
    private boolean interrupted;
    private Judgement judgement = Judgement.NONE;
    private Verdict verdict;
    private Duration duration = Duration.ofSeconds(2);

    SampleRun(String... backends) {
        this(new RunRecorder(List.of(backends)));
    }

    SampleRun(RunRecorder recorder) {
        this.recorder = recorder;
    }

    SampleRun command(String value) {
        command = value;
        return this;
    }

    SampleRun answered(String backend, int connections) {
        for (int i = 0; i < connections; i++) {
            recorder.record(SampleRequest.of(0)
                    .connection(500, 800)
                    .first()
                    .times(1_000, 1_100, 2_000)
                    .answeredBy(backend)
                    .make());
        }
        return this;
    }

    /** Connections that stood, and on which no answer came. */
    SampleRun unanswered(int connections) {
        for (int i = 0; i < connections; i++) {
            recorder.record(SampleRequest.of(0)
                    .connection(500, 800)
                    .first()
                    .times(1_000, 1_100, 2_000)
                    .failed(Outcome.TIMEOUT)
                    .make());
        }
        return this;
    }

    SampleRun failed(Outcome outcome, int requests) {
        for (int i = 0; i < requests; i++) {
            recorder.record(
                    SampleRequest.of(0).times(1_000, -1, 2_000).failed(outcome).make());
        }
        return this;
    }

    SampleRun open(double perSecond) {
        model = LoadModel.OPEN;
        rate = OptionalDouble.of(perSecond);
        return this;
    }

    SampleRun planned(long requests) {
        planned = OptionalLong.of(requests);
        return this;
    }

    SampleRun lasting(Duration value) {
        duration = value;
        return this;
    }

    SampleRun unknownPolicy() {
        policy = null;
        return this;
    }

    SampleRun interrupted() {
        interrupted = true;
        return this;
    }

    SampleRun invalid(String reason) {
        reasons.add(reason);
        return this;
    }

    SampleRun with(Verdict value) {
        verdict = value;
        return this;
    }

    SampleRun judged(Judgement value) {
        judgement = value;
        return this;
    }

    RunSummary summary() {
        return RunSummary.of(
                new RunDescription(
                        command,
                        42,
                        Instant.parse("2026-11-23T21:13:00.250Z"),
                        duration,
                        duration,
                        model,
                        policy,
                        "00c0ffee00c0ffee",
                        100,
                        List.of(),
                        planned,
                        rate,
                        interrupted,
                        verdict == null ? SampleVerdict.of(reasons) : verdict),
                recorder,
                judgement);
    }
}

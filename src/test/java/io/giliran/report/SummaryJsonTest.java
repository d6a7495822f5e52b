package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.metrics.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SummaryJsonTest {
    @TempDir
    Path base;

    @Test
    void isExactlyWhatTheDesignLists() {
        RunSummary summary = new SampleRun("b1", "b2", "b10")
                .answered("b10", 1)
                .answered("b2", 3)
                .failed(Outcome.TIMEOUT, 1)
                .planned(6)
                .open(2.5)
                .summary();

        // Of 4 connections over 3 backends 0, 3, 1: Jain 4² / (3 · 10), and 3 / (4/3).
        assertThat(SummaryJson.render(summary, List.of())).isEqualTo("""
                {
                  "giliran" : "%s",
                  "command" : "swarm",
                  "seed" : 42,
                  "workload_digest" : "00c0ffee00c0ffee",
                  "started" : "2026-11-23T21:13:00.250Z",
                  "duration_s" : 2.0,
                  "model" : "open",
                  "policy" : "round-robin",
                  "clients" : 100,
                  "valid" : true,
                  "grade" : "valid",
                  "invalid_reasons" : [ ],
                  "error_bounds" : {
                    "mean_ns" : 0,
                    "p50_ns" : 0,
                    "p90_ns" : 0,
                    "p99_ns" : 0,
                    "p999_ns" : 0
                  },
                  "warmup_s" : 0.0,
                  "requests" : {
                    "planned" : 6,
                    "sent" : 5,
                    "ok" : 4,
                    "failed" : {
                      "refused" : 0,
                      "timeout" : 1,
                      "reset" : 0,
                      "closed" : 0,
                      "wrong_answer" : 0
                    }
                  },
                  "rate" : {
                    "planned_per_s" : 2.5,
                    "achieved_per_s" : 2.0
                  },
                  "rtt_ns" : {
                    "corrected" : {
                      "count" : 5,
                      "mean" : 1000.0,
                      "min" : 1000,
                      "p50" : 1000,
                      "p90" : 1000,
                      "p99" : 1000,
                      "p999" : 1000,
                      "max" : 1000,
                      "unanswered" : 1,
                      "at_least" : [ "mean", "p90", "p99", "p999", "max" ]
                    },
                    "uncorrected" : {
                      "count" : 4,
                      "mean" : 900.0,
                      "min" : 900,
                      "p50" : 900,
                      "p90" : 900,
                      "p99" : 900,
                      "p999" : 900,
                      "max" : 900
                    }
                  },
                  "connect_ns" : {
                    "count" : 4,
                    "mean" : 300.0,
                    "min" : 300,
                    "p50" : 300,
                    "p90" : 300,
                    "p99" : 300,
                    "p999" : 300,
                    "max" : 300
                  },
                  "send_lag_ns" : {
                    "count" : 4,
                    "mean" : 100.0,
                    "min" : 100,
                    "p50" : 100,
                    "p90" : 100,
                    "p99" : 100,
                    "p999" : 100,
                    "max" : 100
                  },
                  "late" : 0,
                  "max_send_lag_ns" : 100,
                  "backends" : {
                    "b1" : {
                      "connections" : 0,
                      "requests" : 0,
                      "share" : 0.0
                    },
                    "b2" : {
                      "connections" : 3,
                      "requests" : 3,
                      "share" : 0.75
                    },
                    "b10" : {
                      "connections" : 1,
                      "requests" : 1,
                      "share" : 0.25
                    }
                  },
                  "fairness" : {
                    "jain" : 0.5333333333333333,
                    "max_over_mean" : 2.25
                  }
                }
                """.formatted(GiliranVersion.get()));
    }

    @Test
    void whatWasNotMeasuredIsAbsent() throws IOException {
        JsonNode json =
                read(new SampleRun().unknownPolicy().lasting(Duration.ZERO).summary());

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "giliran",
                        "command",
                        "seed",
                        "workload_digest",
                        "started",
                        "duration_s",
                        "model",
                        "clients",
                        "valid",
                        "grade",
                        "invalid_reasons",
                        "warmup_s",
                        "requests",
                        "rate",
                        "late");
        assertThat(json.get("model").asText()).isEqualTo("closed");
        assertThat(json.get("requests").has("planned")).isFalse();
        assertThat(json.get("rate").has("planned_per_s")).isFalse();
        assertThat(json.get("rate").get("achieved_per_s").asDouble()).isZero();
    }

    @Test
    void backendsThatGotNothingHaveNoFairness() throws IOException {
        JsonNode json = read(new SampleRun("b1").failed(Outcome.REFUSED, 3).summary());

        assertThat(json.get("backends").get("b1").get("share").asDouble()).isZero();
        assertThat(json.has("fairness")).isFalse();
    }

    @Test
    void saysWhyARunIsInvalidOrCutShort() throws IOException {
        JsonNode json = read(new SampleRun()
                .interrupted()
                .invalid("the swarm was late")
                .invalid("\"quoted\"")
                .summary());

        assertThat(json.get("interrupted").asBoolean()).isTrue();
        assertThat(json.get("valid").asBoolean()).isFalse();
        assertThat(json.get("invalid_reasons").toString()).isEqualTo("[\"the swarm was late\",\"\\\"quoted\\\"\"]");
    }

    private static JsonNode read(RunSummary summary) throws IOException {
        return new ObjectMapper().readTree(SummaryJson.render(summary, List.of()));
    }

    @Test
    void saysHowSureItIsAndWhatHeld() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(SummaryJson.render(
                        new SampleRun("b1")
                                .answered("b1", 1)
                                .judged(SampleJudgement.JUDGEMENT)
                                .summary(),
                        List.of()));
        assertThat(json.path("intervals").toString())
                .isEqualTo("{\"mean\":[900.0,1100.0],\"p50\":[950.0,1200.0],\"p90\":[900.0,1100.0],"
                        + "\"p99\":[800.0,null],\"p999\":[null,null]}");
        assertThat(json.path("slo").toString())
                .isEqualTo("[{\"expression\":\"errors: rate<0.1\",\"value\":0.05,\"ok\":true},"
                        + "{\"expression\":\"p(99)<50\",\"value\":61.25,\"ok\":false},"
                        + "{\"expression\":\"connect: max<1\",\"ok\":false}]");
        assertThat(json.path("until").toString())
                .isEqualTo("[{\"goal\":\"p50±5%\",\"relative_half_width\":0.042,\"reached\":true},"
                        + "{\"goal\":\"p99.9±5%\",\"reached\":false}]");
        assertThat(json.path("ended").asText()).isEqualTo("ended early, because it is sure enough");
    }
}

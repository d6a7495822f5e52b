package io.giliran.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.CapturedLog;
import io.giliran.admin.calls.MonitorCalls;
import io.giliran.admin.calls.Operator;
import io.giliran.admin.meters.MetricsObserver;
import io.giliran.balancer.operate.Audit;
import io.giliran.balancer.operate.ControlReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Answers to failed calls. */
final class ApiCallsTest {
    @Test
    void aBalancerThatDoesNotAnswerIsNotHealthy() {
        ApiAnswer answer = health(CompletableFuture.failedFuture(new TimeoutException("no answer")));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body())
                .isEqualTo("{\"healthy\":false,\"error\":\"the balancer does not answer\",\"parts\":[]}\n");
    }

    @Test
    void aFaultOfOursIsLoggedAndTellsNothingElse() {
        try (CapturedLog log = CapturedLog.of(ApiCalls.class)) {
            ApiAnswer answer = health(CompletableFuture.failedFuture(new IllegalStateException("a secret")));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(log.errors()).hasSize(1);
        }
    }

    @Test
    void soIsAnAnswerOfTheWrongKind() {
        try (CapturedLog log = CapturedLog.of(ApiCalls.class)) {
            assertThat(health(CompletableFuture.completedFuture(new ControlReply.Done("what?")))
                            .status())
                    .isEqualTo(500);
            assertThat(log.errors()).hasSize(1);
        }
    }

    private static ApiAnswer health(CompletionStage<ControlReply> reply) {
        Operator operator = new Operator((command, caller) -> reply);
        ApiCalls routes =
                new ApiCalls(new MonitorCalls(operator, new MetricsObserver(), new Readiness(), List::of).routes());
        return routes.answer(new ApiRequest(Audit.Caller.SIGNAL, "GET", List.of("health"), Map.of(), "", ""))
                .toCompletableFuture()
                .join();
    }
}

package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.ConnectFailure;
import io.giliran.transport.RelayEnd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminationTest {
    /** HAProxy's manual, 8.5: who or what ended it, and in which phase: connecting or data. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "FINISHED,      true,  -,           -,                 --",
                "CLIENT_RESET,  true,  -,           -,                 CD",
                "CLIENT_RESET,  false, -,           -,                 CC",
                "CLIENT_RESET,  false, REFUSED,     -,                 CC",
                "CLIENT_RESET,  false, -,           CLIENT_LEFT_QUEUE, CQ",
                "BACKEND_RESET, true,  -,           -,                 SD",
                "CLIENT_RESET,  false, -,           PROXY_HEADER,      PH",
                "ABORTED,       false, -,           PROXY_HEADER,      PH",
                "CLIENT_RESET,  false, -,           TLS,               PT",
                "CLOSED,        false, -,           TLS,               PT",
                "CLIENT_IDLE,   true,  -,           -,                 cD",
                "BACKEND_IDLE,  true,  -,           -,                 sD",
                "TOO_OLD,       true,  -,           -,                 PD",
                "CLOSED,        false, REFUSED,     CONNECT_FAILED,    SC",
                "CLOSED,        false, UNREACHABLE, CONNECT_FAILED,    SC",
                "CLOSED,        false, TIMEOUT,     CONNECT_FAILED,    sC",
                "CLOSED,        false, -,           QUEUE_TIMED_OUT,   sQ",
                "CLOSED,        false, TIMEOUT,     QUEUE_TIMED_OUT,   sQ",
                "CLOSED,        false, -,           QUEUE_FULL,        PQ",
                "CLOSED,        false, -,           DENIED,            PR",
                "CLOSED,        false, -,           CLIENT_LIMIT,      PC",
                "CLOSED,        true,  -,           KILLED,            KD",
                "ABORTED,       true,  -,           KILLED,            KD",
                "ABORTED,       false, -,           KILLED,            KC",
                "ABORTED,       false, TIMEOUT,     KILLED,            KC",
                "ABORTED,       true,  -,           BACKEND_DOWN,      DD",
                "FAILED,        true,  -,           -,                 ID",
                "FAILED,        false, REFUSED,     KILLED,            ID"
            })
    void saysWhoEndedItAndWhen(
            RelayEnd.Cause cause, boolean connected, ConnectFailure lastFailure, Termination wish, String code) {
        assertThat(Termination.of(cause, connected, lastFailure, wish).code()).isEqualTo(code);
    }

    @Test
    void noTwoHaveTheSameCode() {
        assertThat(Arrays.stream(Termination.values()).map(Termination::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.length() == 2);
    }
}

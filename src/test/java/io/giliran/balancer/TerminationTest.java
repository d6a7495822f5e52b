package io.giliran.balancer;

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
                "FINISHED,      true,  -,           --",
                "CLIENT_RESET,  true,  -,           CD",
                "CLIENT_RESET,  false, -,           CC",
                "CLIENT_RESET,  false, REFUSED,     CC",
                "BACKEND_RESET, true,  -,           SD",
                "CLIENT_IDLE,   true,  -,           cD",
                "CLIENT_IDLE,   true,  REFUSED,     cD",
                "BACKEND_IDLE,  true,  -,           sD",
                "TOO_OLD,       true,  -,           PD",
                "CLOSED,        false, REFUSED,     SC",
                "CLOSED,        false, UNREACHABLE, SC",
                "CLOSED,        false, TIMEOUT,     sC",
                "ABORTED,       true,  -,           KD",
                "ABORTED,       false, -,           KC",
                "ABORTED,       false, TIMEOUT,     KC",
                "FAILED,        true,  -,           ID",
                "FAILED,        false, REFUSED,     ID"
            })
    void saysWhoEndedItAndWhen(RelayEnd.Cause cause, boolean connected, ConnectFailure lastFailure, String code) {
        assertThat(Termination.of(cause, connected, lastFailure).code()).isEqualTo(code);
    }

    @Test
    void noTwoHaveTheSameCode() {
        assertThat(Arrays.stream(Termination.values()).map(Termination::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code.length() == 2);
    }
}

package io.giliran.balancer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.dispatch.BackendConduct.Kind;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEnd.Cause;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackendConductTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "FINISHED,      BACKEND, 0, 0, CLOSED_UNASKED",
                "FINISHED,      BACKEND, 9, 0, CLOSED_UNANSWERED",
                "FINISHED,      BACKEND, 9, 1, ANSWERED",
                "BACKEND_RESET, -,       0, 0, CLOSED_UNASKED",
                "BACKEND_RESET, -,       9, 0, CLOSED_UNANSWERED",
                // The client hung up, and the backend's system answered with a reset.
                "BACKEND_RESET, CLIENT,  9, 0, NOTHING",
                "BACKEND_RESET, CLIENT,  9, 5, ANSWERED",
                "CLIENT_RESET,  -,       9, 0, LEFT",
                "FINISHED,      CLIENT,  9, 0, LEFT",
                "CLIENT_IDLE,   -,       0, 0, LEFT",
                // A fault of the balancer's own.
                "FAILED,        -,       9, 0, NOTHING",
                "FAILED,        BACKEND, 9, 0, NOTHING"
            })
    void judges(Cause cause, Leg firstFinished, long fromClient, long fromBackend, Kind kind) {
        BackendConduct conduct = BackendConduct.of(new RelayEnd(cause, fromClient, fromBackend), firstFinished, 5);

        assertThat(conduct.kind()).isEqualTo(kind);
        assertThat(conduct.openNanos()).isEqualTo(conduct.isUnanswered() ? 5 : 0);
    }
}

package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SilenceTest {
    /** First whoever does not take what waits for it, then whoever has not finished, then whoever got the last bytes. */
    @ParameterizedTest
    @CsvSource({
        // client takes none, backend takes none, client finished, backend finished, last to the backend
        "false, false, false, false, false, CLIENT_IDLE",
        "false, false, false, false, true,  BACKEND_IDLE",
        "true,  false, false, false, true,  CLIENT_IDLE",
        "false, true,  false, false, false, BACKEND_IDLE",
        "true,  true,  false, false, true,  CLIENT_IDLE",
        "false, false, true,  false, false, BACKEND_IDLE",
        "false, false, false, true,  true,  CLIENT_IDLE",
        "true,  false, true,  false, true,  CLIENT_IDLE",
        "false, true,  false, true,  false, BACKEND_IDLE"
    })
    void tellsWhoWasWaitedFor(
            boolean clientTakesNone,
            boolean backendTakesNone,
            boolean clientFinished,
            boolean backendFinished,
            boolean lastWentToBackend,
            RelayEnd.Cause cause) {
        assertThat(new Silence(clientTakesNone, backendTakesNone, clientFinished, backendFinished, lastWentToBackend)
                        .cause())
                .isEqualTo(cause);
    }
}

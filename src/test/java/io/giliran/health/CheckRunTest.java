package io.giliran.health;

import static io.giliran.health.Seconds.s;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class CheckRunTest {
    private static final CheckParameters PING = SampleHealth.dialogue("text:PING\\r\\n", "text:+PONG");

    @Test
    void beingConnectedPassesWhenNothingIsExpected() {
        CheckRun run = new CheckRun(SampleHealth.CHECKS, s(10));
        assertThat(run.outcome()).isEmpty();

        assertThat(run.connected(s(10.2))).isEmpty();

        assertThat(run.outcome()).contains(new CheckOutcome(CheckResult.L4OK, "", s(0.2)));
    }

    @Test
    void sendsAndWaitsForWhatIsExpected() {
        CheckRun run = new CheckRun(PING, 0);

        assertThat(run.connected(s(0.1))).contains(bytes("PING\r\n"));
        run.received(bytes("+PO"), s(0.2));
        assertThat(run.outcome()).isEmpty();
        run.received(bytes("NG\r\n"), s(0.3));

        assertThat(run.outcome()).contains(new CheckOutcome(CheckResult.L7OK, "", s(0.3)));
    }

    @Test
    void saysWhatWentWrong() {
        CheckRun refused = new CheckRun(PING, 0);
        refused.failed("refused", s(0.1));
        assertThat(text(refused)).isEqualTo("L4CON could not be connected, refused");

        CheckRun late = new CheckRun(PING, 0);
        late.expired(s(1));
        assertThat(text(late)).isEqualTo("L4TOUT not connected in time");

        CheckRun mute = new CheckRun(PING, 0);
        mute.connected(s(0.1));
        mute.expired(s(1));
        assertThat(text(mute)).isEqualTo("L7TOUT not answered as expected in time, got nothing");

        CheckRun other = new CheckRun(PING, 0);
        other.connected(s(0.1));
        other.received(bytes("-ERR"), s(0.2));
        other.closed(s(0.3));
        assertThat(text(other)).isEqualTo("L7RSP answered otherwise than expected, got \"-ERR\"");

        CheckRun reset = new CheckRun(PING, 0);
        reset.connected(s(0.1));
        reset.failed("reset", s(0.2));
        assertThat(text(reset)).isEqualTo("L7RSP answered otherwise than expected, reset");

        CheckRun unable = new CheckRun(PING, 0);
        unable.unable("too many open files", s(0.1));
        assertThat(text(unable)).isEqualTo("SOCKERR the balancer cannot make the check, too many open files");
    }

    @Test
    void theFirstOutcomeStays() {
        CheckRun run = new CheckRun(PING, 0);
        run.connected(0);
        run.received(bytes("+PONG"), s(0.2));

        run.failed("reset", s(0.3));
        run.expired(s(1));

        assertThat(text(run)).isEqualTo("L7OK answered as expected");
    }

    private static String text(CheckRun run) {
        return run.outcome().orElseThrow().text();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}

package io.giliran.health;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check of a backend, from the connect to its outcome. The owner of the socket reports its events. Once there is an outcome
 * nothing changes it, and the owner must close the socket.
 */
public final class CheckRun {
    private final CheckParameters parameters;
    private final long startedAt;
    private final @Nullable Reply reply;
    private boolean connected;
    private @Nullable CheckOutcome outcome;

    /** A check whose connect begins now. */
    public CheckRun(CheckParameters parameters, long nowNanos) {
        this.parameters = parameters;
        startedAt = nowNanos;
        reply = parameters.expect().map(ExpectedReply::begin).orElse(null);
    }

    /** Empty as long as the check goes on. */
    public Optional<CheckOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** The backend is connected; what is returned is to be sent to it, also when that was all. */
    public Optional<ByteBuffer> connected(long nowNanos) {
        connected = true;
        if (reply == null) {
            end(CheckResult.L4OK, "", nowNanos);
        }
        return parameters.send().map(CheckBytes::buffer);
    }

    /** The backend has sent this. */
    public void received(ByteBuffer bytes, long nowNanos) {
        if (reply != null) {
            judged(reply, reply.received(bytes), nowNanos);
        }
    }

    /** The backend has closed the connection in order: nothing more will come. */
    public void closed(long nowNanos) {
        if (reply != null) {
            judged(reply, reply.ended(), nowNanos);
        }
    }

    /** The backend could not be connected, or the connection broke. */
    public void failed(String why, long nowNanos) {
        end(connected ? CheckResult.L7RSP : CheckResult.L4CON, why, nowNanos);
    }

    /** Ends the check without a verdict: there was no socket for it, through no fault of the backend. */
    public void unable(String why, long nowNanos) {
        end(CheckResult.SOCKERR, why, nowNanos);
    }

    /** The timeout is over. */
    public void expired(long nowNanos) {
        if (connected && reply != null) {
            end(CheckResult.L7TOUT, reply.text(), nowNanos);
        } else {
            end(CheckResult.L4TOUT, "", nowNanos);
        }
    }

    private void judged(Reply judged, Reply.Verdict verdict, long nowNanos) {
        switch (verdict) {
            case MATCHED -> end(CheckResult.L7OK, "", nowNanos);
            case CANNOT_MATCH -> end(CheckResult.L7RSP, judged.text(), nowNanos);
            case NEEDS_MORE -> {}
        }
    }

    private void end(CheckResult result, String detail, long nowNanos) {
        if (outcome == null) {
            outcome = new CheckOutcome(result, detail, nowNanos - startedAt);
        }
    }
}

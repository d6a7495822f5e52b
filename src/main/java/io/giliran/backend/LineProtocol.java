package io.giliran.backend;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of one connection, from the bytes that come to those of the answers, in the order of the requests; without a
 * socket. Work that is done at once is answered in the same step. Confined to its connection's event loop.
 *
 * <p>Memory is bounded: no further request is taken in while {@code pipeline} answers or {@link #MOST_HELD_BYTES} of them wait,
 * and no further bytes are wanted while those at hand may hold a request.
 *
 * <p>A bad line is answered by an error line after the answers before it; then the output ends, and the input is thrown away
 * for a while: a socket that is closed with unread input resets its connection, which can destroy the error line before the
 * client has read it.
 */
final class LineProtocol {
    /** Answers held beyond this stop the intake of requests. */
    static final int MOST_HELD_BYTES = 256 * 1024;

    /** Most bytes of input that are discarded after a bad line; then the connection is closed regardless. */
    static final long MOST_DISCARDED_BYTES = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LineProtocol.class);

    /**
     * The state that all connections of one backend share.
     *
     * @param pipeline how many answers of one connection may wait
     * @param served counts the requests whose work is done
     * @param loop the event loop of the connections
     */
    record Shared(
            String name, int pipeline, ServiceTimes serviceTimes, Workers workers, LongAdder served, Executor loop) {}

    private final Shared shared;
    private final Runnable progressed;
    private final LineFraming framing = new LineFraming();
    private final Answers answers;

    /** Whether the bytes at hand hold no further request. */
    private boolean needsBytes = true;

    private boolean inputFinished;
    /** The last request or the error line is among the answers already. */
    private boolean isLastTaken;

    private boolean isDiscarding;
    private long discardedBytes;

    /** @param progressed run on the loop when work has ended: there may be output, and bytes may be wanted again */
    LineProtocol(Shared shared, Runnable progressed) {
        this.shared = shared;
        this.progressed = progressed;
        answers = new Answers(shared.name());
    }

    /** Whether it can use bytes of the client, be it only to throw them away. */
    boolean wantsBytes() {
        if (inputFinished) {
            return false;
        }
        return isDiscarding ? discardedBytes < MOST_DISCARDED_BYTES : needsBytes;
    }

    /** Takes bytes of the client, which must not change any more; only while {@link #wantsBytes()}. */
    void received(byte[] bytes) {
        if (isDiscarding) {
            discardedBytes += bytes.length;
        } else {
            needsBytes = false;
            framing.add(bytes);
            takeRequests();
        }
    }

    /** The client has finished its side; what it asked is still answered. */
    void inputFinished() {
        inputFinished = true;
        takeRequests();
    }

    /** Whether {@link #takeOutput()} has something to give. */
    boolean hasOutput() {
        return answers.hasBatch();
    }

    /** Takes all answers out whose turn has come. */
    ByteBuffer takeOutput() {
        ByteBuffer batch = answers.takeBatch();
        takeRequests();
        return batch;
    }

    /** Whether all output has been taken and none will follow. */
    boolean isAnswered() {
        return isLastTaken && answers.heldBytes() == 0;
    }

    /** Whether the client may still send what nobody will answer. */
    boolean hasToDiscard() {
        return isDiscarding && wantsBytes();
    }

    private void takeRequests() {
        while (!isLastTaken
                && (!needsBytes || inputFinished)
                && answers.pendingCount() < shared.pipeline()
                && answers.heldBytes() < MOST_HELD_BYTES) {
            ByteBuffer line = framing.next();
            if (line != null) {
                take(line);
            } else if (framing.isTooLong()) {
                refuse("the line is longer than 64 KiB");
            } else if (!inputFinished) {
                needsBytes = true;
            } else if (framing.hasBeginning()) {
                refuse("the last line does not end with a newline");
            } else {
                isLastTaken = true;
            }
        }
    }

    private void take(ByteBuffer line) {
        try {
            RequestLine request = RequestLine.parse(line);
            long workNanos = request.hasWork()
                    ? request.workNanos()
                    : shared.serviceTimes().nextNanos();
            serve(workNanos, request.message());
        } catch (BadRequest bad) {
            refuse(bad.reason());
        }
    }

    private void serve(long workNanos, ByteBuffer message) {
        if (workNanos == 0 && shared.workers().hasFree()) {
            shared.served().increment();
            answers.addDone(message);
        } else {
            Answers.Pending answer = answers.add(message);
            shared.workers().serve(workNanos, () -> {
                shared.served().increment();
                handOver(answer);
            });
        }
    }

    /** Called on a thread of the workers. */
    private void handOver(Answers.Pending answer) {
        try {
            shared.loop().execute(() -> {
                answers.done(answer);
                takeRequests();
                progressed.run();
            });
        } catch (RejectedExecutionException stopped) {
            // The backend has stopped, and its connections are closed.
        }
    }

    private void refuse(String reason) {
        LOG.debug("{}: a connection is closed: {}", shared.name(), reason);
        answers.addError(reason);
        framing.discard();
        isLastTaken = true;
        isDiscarding = true;
    }
}

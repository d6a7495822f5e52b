package io.giliran.backend;

import akka.Done;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.InHandler;
import akka.stream.stage.OutHandler;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of one connection, from the bytes that come to those of the answers, in the order of the requests.
 *
 * <p>It is one stage, not a chain of framing, parsing and serving, so that what one read brought costs one push however
 * many requests it held. Work that is done at once is answered in the same step; other work ends on a thread of the
 * workers, which costs one message to the stream.
 *
 * <p>Memory is bounded by back-pressure: no further request is taken in while {@code pipeline} answers or
 * {@link #MOST_HELD_BYTES} of them wait, and no further bytes are read while those at hand may hold a request.
 *
 * <p>A bad line is answered by an error line after the answers before it; then the output ends, and the input is thrown
 * away for a while: a socket that is closed with unread input resets its connection, which can destroy the error line
 * before the client has read it.
 */
final class LineProtocol extends GraphStage<FlowShape<ByteString, ByteString>> {
    /** Answers held beyond this stop the intake of requests. */
    static final int MOST_HELD_BYTES = 256 * 1024;

    /** How much input is thrown away after a bad line before the connection is closed regardless. */
    static final long MOST_DISCARDED_BYTES = 64L * 1024 * 1024;

    /** For how long it is, once the error line has gone out. */
    static final Duration LINGER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(LineProtocol.class);

    private final Inlet<ByteString> in = Inlet.create("LineProtocol.in");
    private final Outlet<ByteString> out = Outlet.create("LineProtocol.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

    private final String name;
    private final int pipeline;
    private final ServiceTimes serviceTimes;
    private final Workers workers;
    private final LiveConnections live;

    LineProtocol(String name, int pipeline, ServiceTimes serviceTimes, Workers workers, LiveConnections live) {
        this.name = name;
        this.pipeline = pipeline;
        this.serviceTimes = serviceTimes;
        this.workers = workers;
        this.live = live;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inheritedAttributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic implements InHandler, OutHandler {
        private final LineFraming framing = new LineFraming();
        private final Answers answers = new Answers(name);
        private final AsyncCallback<Answers.Pending> workDone = createAsyncCallback(this::onWorkDone);
        private final AsyncCallback<Done> close = createAsyncCallback(told -> completeStage());

        /** The last request or the error line is among the answers already. */
        private boolean isLastTaken;

        private boolean isDiscarding;
        private long discardedBytes;

        Logic() {
            super(shape);
            setHandler(in, this);
            setHandler(out, this);
        }

        @Override
        public void preStart() {
            live.opened(close);
            pull(in);
        }

        @Override
        public void postStop() {
            live.closed(close);
        }

        @Override
        public void onPush() {
            ByteString bytes = grab(in);
            if (isDiscarding) {
                discardedBytes += bytes.length();
                discardMore();
            } else {
                framing.add(bytes.toArrayUnsafe());
                advance();
            }
        }

        @Override
        public void onPull() {
            advance();
        }

        /** The client has finished its side; what it asked is still answered. */
        @Override
        public void onUpstreamFinish() {
            advance();
        }

        @Override
        public void onUpstreamFailure(Throwable failure) {
            LOG.debug("{}: a connection failed: {}", name, failure.toString());
            failStage(failure);
        }

        @Override
        public void onTimer(Object lingered) {
            completeStage();
        }

        private void onWorkDone(Answers.Pending answer) {
            answers.done(answer);
            advance();
        }

        private void advance() {
            takeRequests();
            send();
        }

        private void takeRequests() {
            while (!isLastTaken && answers.pendingCount() < pipeline && answers.heldBytes() < MOST_HELD_BYTES) {
                ByteBuffer line = framing.next();
                if (line != null) {
                    take(line);
                } else if (framing.isTooLong()) {
                    refuse("the line is longer than 64 KiB");
                } else if (!isClosed(in)) {
                    readMore();
                    return;
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
                long workNanos = request.hasWork() ? request.workNanos() : serviceTimes.nextNanos();
                serve(workNanos, request.message());
            } catch (BadRequest bad) {
                refuse(bad.reason());
            }
        }

        private void serve(long workNanos, ByteBuffer message) {
            if (workNanos == 0 && workers.hasFree()) {
                live.requestServed();
                answers.addDone(message);
            } else {
                Answers.Pending answer = answers.add(message);
                workers.serve(workNanos, () -> {
                    live.requestServed();
                    workDone.invoke(answer);
                });
            }
        }

        private void refuse(String reason) {
            LOG.debug("{}: a connection is closed: {}", name, reason);
            answers.addError(reason);
            framing.discard();
            isLastTaken = true;
            isDiscarding = true;
            discardMore();
        }

        private void discardMore() {
            if (discardedBytes < MOST_DISCARDED_BYTES) {
                readMore();
            } else if (isClosed(out)) {
                completeStage();
            }
        }

        private void readMore() {
            if (!hasBeenPulled(in)) {
                tryPull(in);
            }
        }

        private void send() {
            if (answers.hasBatch() && isAvailable(out)) {
                push(out, answers.takeBatch());
            }
            if (isLastTaken && answers.heldBytes() == 0 && !isClosed(out)) {
                end();
            }
        }

        private void end() {
            complete(out);
            if (isDiscarding && !isClosed(in)) {
                scheduleOnce("linger", LINGER);
                discardMore();
            }
        }
    }
}

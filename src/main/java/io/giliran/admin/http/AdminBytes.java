package io.giliran.admin.http;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;

/**
 * Stage between a connection's socket and Akka HTTP: passes bytes on, reports them to {@link AdminConnection}, and ends the
 * connection when its peer is too slow. Akka HTTP itself has a timeout for silence only, and a byte a second is none.
 */
final class AdminBytes extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    /** An answer is written in pieces, so that a slow reader of a long one makes progress that can be seen. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final Duration LOOKS_EVERY = Duration.ofMillis(250);

    private static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooSlow(String reason) {
            super(reason, null, false, false);
        }
    }

    private final Inlet<ByteString> answers = Inlet.create("answers");
    private final Outlet<ByteString> toSocket = Outlet.create("to-socket");
    private final Inlet<ByteString> fromSocket = Inlet.create("from-socket");
    private final Outlet<ByteString> requests = Outlet.create("requests");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            new BidiShape<>(answers, toSocket, fromSocket, requests);
    private final AdminConnection connection;
    private final Runnable closed;

    /** @param closed run once when the connection has ended, however */
    AdminBytes(AdminConnection connection, Runnable closed) {
        this.connection = connection;
        this.closed = closed;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public TimerGraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private ByteString rest = ByteString.emptyByteString();
        private boolean answersAreOver;

        Logic() {
            super(shape);
            setHandler(answers, new AbstractInHandler() {
                @Override
                public void onPush() {
                    rest = grab(answers);
                    writePiece();
                }

                @Override
                public void onUpstreamFinish() {
                    answersAreOver = true;
                    if (rest.isEmpty()) {
                        complete(toSocket);
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(toSocket, failure);
                }
            });
            setHandler(toSocket, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    connection.hasWritten(System.nanoTime());
                    if (!rest.isEmpty()) {
                        writePiece();
                    } else if (answersAreOver) {
                        complete(toSocket);
                    } else {
                        pull(answers);
                    }
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(answers, cause);
                }
            });
            setHandler(fromSocket, new AbstractInHandler() {
                @Override
                public void onPush() {
                    connection.received(System.nanoTime());
                    push(requests, grab(fromSocket));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(requests);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(requests, failure);
                }
            });
            setHandler(requests, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromSocket);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromSocket, cause);
                }
            });
        }

        private void writePiece() {
            if (isClosed(toSocket)) {
                return;
            }
            ByteString piece = rest.take(PIECE_BYTES);
            rest = rest.drop(PIECE_BYTES);
            connection.writes(System.nanoTime());
            push(toSocket, piece);
        }

        @Override
        public void preStart() {
            AsyncCallback<String> end = createAsyncCallback(reason -> failStage(new TooSlow(reason)));
            connection.endsBy(() -> end.invoke("others want to connect, or the API stops"));
            scheduleWithFixedDelay(this, LOOKS_EVERY, LOOKS_EVERY);
        }

        @Override
        public void onTimer(Object key) {
            String overdue = connection.overdue(System.nanoTime());
            if (overdue != null) {
                failStage(new TooSlow(overdue));
            }
        }

        @Override
        public void postStop() {
            closed.run();
        }
    }
}

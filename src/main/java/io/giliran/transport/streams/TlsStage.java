package io.giliran.transport.streams;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.tls.TlsFacts;
import io.giliran.transport.tls.TlsSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The TLS of one leg, between its socket's flow and its plaintext: fused with both. Holds what one chunk of either has
 * become, until the other side takes it.
 */
final class TlsStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    /** Who is told, on the stage's thread, once: how the handshake has ended. */
    interface Handshake {
        void established(TlsFacts facts);

        /**
         * Nothing more comes of it. One that throws fails the leg; else it stays, and is silent, until it is ended.
         *
         * @param kind {@link ConnectFailure#TLS} or {@link ConnectFailure#TIMEOUT}
         * @param reason one clause for a log
         */
        void failed(ConnectFailure kind, String reason);
    }

    private static final ByteString NONE = ByteString.emptyByteString();
    private static final String RESET = "the connection was reset before the end of the TLS handshake";

    private final Inlet<ByteString> toSeal = Inlet.create("toSeal");
    private final Outlet<ByteString> sealed = Outlet.create("sealed");
    private final Inlet<ByteString> toOpen = Inlet.create("toOpen");
    private final Outlet<ByteString> opened = Outlet.create("opened");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            new BidiShape<>(toSeal, sealed, toOpen, opened);
    private final Supplier<TlsSession> session;
    private final CompletionStage<Duration> time;
    private final ByteString preface;
    private final Handshake handshake;

    /**
     * One that begins when it runs.
     *
     * @param time when the handshake's time begins, and how long that is
     * @param preface is sent in front, in the clear
     */
    TlsStage(Supplier<TlsSession> session, CompletionStage<Duration> time, ByteString preface, Handshake handshake) {
        this.session = session;
        this.time = time;
        this.preface = preface;
        this.handshake = handshake;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private static final String DUE = "due";

        private final TlsSession tls = session.get();
        /** Waits to be sent. */
        private ByteString records = preface;
        /** Waits to be taken. */
        private ByteString plaintext = NONE;

        private boolean told;
        private boolean failed;
        private boolean spoken;
        private boolean finished;

        Logic() {
            super(shape);
            setHandler(toOpen, new AbstractInHandler() {
                @Override
                public void onPush() {
                    open(grab(toOpen));
                }

                @Override
                public void onUpstreamFinish() {
                    if (!told) {
                        fails(ConnectFailure.TLS, "the connection was finished before the end of the TLS handshake");
                    }
                    move();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    if (!told && spoken) {
                        fails(ConnectFailure.TLS, RESET);
                    }
                    fail(opened, failure);
                    if (!isClosed(toSeal)) {
                        cancel(toSeal, failure);
                    }
                    complete(sealed);
                }
            });
            setHandler(opened, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    move();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(toOpen, cause);
                }
            });
            setHandler(toSeal, new AbstractInHandler() {
                @Override
                public void onPush() {
                    seal(grab(toSeal));
                }

                @Override
                public void onUpstreamFinish() {
                    move();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(sealed, failure);
                }
            });
            setHandler(sealed, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    move();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(toSeal, cause);
                }
            });
        }

        @Override
        public void preStart() throws SSLException {
            AsyncCallback<Duration> begins = createAsyncCallback(left -> {
                if (!told) {
                    scheduleOnce(DUE, left);
                }
            });
            time.thenAccept(begins::invoke);
            ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(0));
            tls.begin(out);
            send(out);
            pull(toOpen);
        }

        @Override
        public void onTimer(Object key) {
            if (!told) {
                fails(ConnectFailure.TIMEOUT, "the TLS handshake has not come to its end in time");
                move();
            }
        }

        @Override
        public void postStop() {
            if (told) {
                return;
            }
            told = true;
            try {
                handshake.failed(ConnectFailure.TLS, RESET);
            } catch (HandshakeFailure failsAlready) {
                // There is no leg left to fail.
            }
        }

        private void open(ByteString chunk) {
            if (failed) {
                move();
                return;
            }
            int most = TlsSession.MOST_RECORD_BYTES + chunk.size();
            ByteBuffer in = ByteBuffer.allocate(most);
            tls.resume(in);
            in.put(chunk.asByteBuffer()).flip();
            ByteBuffer plain = ByteBuffer.allocate(most);
            ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(chunk.size()));
            try {
                while (!tls.open(in, plain, out)) {
                    // All of the chunk has to be opened before the next one is asked for.
                }
                send(out);
                plaintext = plaintext.concat(ByteString.fromByteBuffer(plain.flip()));
                if (!told && tls.isEstablished()) {
                    told = true;
                    cancelTimer(DUE);
                    handshake.established(tls.facts());
                }
                move();
            } catch (SSLException wrong) {
                tls.lastWords(out);
                send(out);
                if (told) {
                    sendWhatCanBe();
                    failStage(wrong);
                } else {
                    fails(ConnectFailure.TLS, "the TLS handshake has failed: " + TlsSession.reason(wrong));
                    move();
                }
            }
        }

        private void seal(ByteString chunk) {
            ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(chunk.size()));
            try {
                tls.seal(chunk.asByteBuffer(), out);
                send(out);
                move();
            } catch (SSLException wrong) {
                failStage(wrong);
            }
        }

        private void send(ByteBuffer out) {
            if (out.flip().hasRemaining()) {
                records = records.concat(ByteString.fromByteBuffer(out));
            }
        }

        private void fails(ConnectFailure kind, String reason) {
            told = true;
            failed = true;
            cancelTimer(DUE);
            try {
                handshake.failed(kind, reason);
            } catch (RuntimeException asTheOwnerWishes) {
                sendWhatCanBe();
                failStage(asTheOwnerWishes);
            }
        }

        private void sendWhatCanBe() {
            if (records.nonEmpty() && isAvailable(sealed)) {
                spoken = true;
                push(sealed, records);
                records = NONE;
            }
        }

        /** Whatever can be done next. */
        private void move() {
            sendWhatCanBe();
            if (plaintext.nonEmpty() && isAvailable(opened)) {
                push(opened, plaintext);
                plaintext = NONE;
            }
            boolean peerFinished = tls.hasPeerFinished() || isClosed(toOpen);
            if (plaintext.isEmpty() && peerFinished && !failed && !isClosed(opened)) {
                complete(opened);
            }
            moveOwn();
            boolean wanted = !tls.isEstablished() || isAvailable(opened) || isClosed(opened);
            if (wanted && plaintext.isEmpty() && records.isEmpty() && !isClosed(toOpen) && !hasBeenPulled(toOpen)) {
                // Behind the peer's last record too: only so is its reset noticed.
                pull(toOpen);
            }
        }

        private void moveOwn() {
            if (isClosed(toSeal) && !finished) {
                finish();
            }
            if (finished && records.isEmpty() && !isClosed(sealed)) {
                complete(sealed);
            }
            if (tls.isEstablished()
                    && records.isEmpty()
                    && isAvailable(sealed)
                    && !isClosed(toSeal)
                    && !hasBeenPulled(toSeal)) {
                pull(toSeal);
            }
        }

        private void finish() {
            finished = true;
            ByteBuffer out = ByteBuffer.allocate(TlsSession.sealedBytes(0));
            try {
                tls.finish(out);
            } catch (SSLException unspeakable) {
                // The peer finds out by the FIN.
            }
            send(out);
            sendWhatCanBe();
        }
    }
}

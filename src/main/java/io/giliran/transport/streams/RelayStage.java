package io.giliran.transport.streams;

import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.giliran.transport.Activity;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.Silence;
import io.giliran.transport.tls.TlsWish;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joined to the client's flow, connects backend legs on request and relays between the two. The legs run fused with it:
 * a byte crosses no asynchronous boundary of ours. One chunk at most waits here, for the backend to be connected or to
 * take it.
 */
final class RelayStage extends AbstractGraphStageWithMaterializedValue<FlowShape<ByteString, ByteString>, Relay> {
    /** After an attempt's timeout. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(1);
    /** So long what is on its way may take to be written, and the peers to finish too, when a timeout has ended it. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** How long the last chunk of a client that has reset waits for the backend to take it. */
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    /** A reset so soon behind bytes could destroy them, so it is delayed. */
    private static final long OVERTAKING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Duration RESET_DELAY = Duration.ofMillis(500);

    private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

    private enum TimerOf {
        TIMEOUTS,
        LAST_WORDS,
        DELIVERY
    }

    private final Inlet<ByteString> fromClient = Inlet.create("fromClient");
    private final Outlet<ByteString> toClient = Outlet.create("toClient");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(fromClient, toClient);
    private final BackendLegs backendLegs;
    private final Supplier<RelayOptions> options;
    private final RelayEvents events;

    /** @param options known when a backend is first connected */
    RelayStage(BackendLegs backendLegs, Supplier<RelayOptions> options, RelayEvents events) {
        this.backendLegs = backendLegs;
        this.options = options;
        this.events = events;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Relay> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic);
    }

    /** Fails the flow of a leg, upon which Akka resets its socket. */
    private static final class ResetLeg extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ResetLeg() {
            super("reset", null, false, false);
        }
    }

    private final class Logic extends TimerGraphStageLogic implements Relay {
        private final AsyncCallback<Runnable> onStage = createAsyncCallback(Runnable::run);
        private @Nullable BackendLeg leg;
        private @Nullable ByteString held;
        private boolean clientFinished;
        private boolean clientLost;
        private boolean resetIsDue;
        private boolean tooOld;
        private boolean ended;
        private final AtomicLong bytesFromClient = new AtomicLong();
        private final AtomicLong bytesFromBackend = new AtomicLong();
        private boolean lastWentToBackend;
        private volatile long movedNanos = System.nanoTime();
        private long movedToBackendNanos;
        private long movedToClientNanos;
        private long begunNanos;

        Logic() {
            super(shape);
            setHandler(fromClient, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (ended) {
                        discard();
                    } else {
                        held = grab(fromClient);
                        moveToBackend();
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    clientFinished = true;
                    if (ended) {
                        stopWhenBothAreGone();
                    } else {
                        moveToBackend();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    if (ended) {
                        stopWhenBothAreGone();
                    } else {
                        clientLost();
                    }
                }
            });
            setHandler(toClient, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (leg != null && leg.connected) {
                        leg.fromBackend.pull();
                    }
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    clientLost();
                }
            });
        }

        /** What the client sent last is still handed on, when the backend is connected and takes it in time. */
        private void clientLost() {
            if (held != null && leg != null && leg.connected && !leg.toldFinished) {
                clientLost = true;
                scheduleOnce(TimerOf.DELIVERY, DELIVERY);
                leg.discard();
            } else {
                endByPeersReset(RelayEnd.Cause.CLIENT_RESET);
            }
        }

        @Override
        public void preStart() {
            // Both of the stage's own ports may be closed while the last chunk still waits for the backend.
            setKeepGoing(true);
            // Reading the first chunk early is what makes a client's leaving visible before a backend is connected.
            pull(fromClient);
        }

        @Override
        public void onTimer(Object key) {
            if (key == TimerOf.TIMEOUTS) {
                look();
            } else if (key == TimerOf.LAST_WORDS) {
                endByReset(RelayEnd.Cause.TOO_OLD);
            } else if (key == TimerOf.DELIVERY) {
                endByReset(RelayEnd.Cause.CLIENT_RESET);
            } else {
                ((BackendLeg) key).failed(new TimeoutException("Akka has not answered"));
            }
        }

        @Override
        public void postStop() {
            end(RelayEnd.Cause.ABORTED);
        }

        @Override
        public void connect(SocketAddress backend, Duration timeout, byte[] preface, @Nullable TlsWish tls) {
            onStage.invoke(() -> {
                if (ended) {
                    return;
                }
                if (tls == null) {
                    leg = new BackendLeg(ByteString.fromArrayUnsafe(preface));
                    leg.start(backend, backendLegs.to(backend, timeout), timeout);
                } else {
                    leg = new BackendLeg(ByteString.emptyByteString());
                    leg.start(backend, backendLegs.to(backend, timeout, preface, tls), timeout);
                }
            });
        }

        @Override
        public Activity activity() {
            return new Activity(
                    bytesFromClient.get(), bytesFromBackend.get(), Math.max(0, System.nanoTime() - movedNanos));
        }

        @Override
        public void close() {
            onStage.invoke(() -> {
                end(RelayEnd.Cause.CLOSED);
                if (isAttempting()) {
                    complete(toClient);
                    cancel(fromClient);
                } else {
                    completeStage();
                }
            });
        }

        @Override
        public void abort() {
            onStage.invoke(() -> endByReset(RelayEnd.Cause.ABORTED));
        }

        private void moveToBackend() {
            BackendLeg to = leg;
            if (to == null || !to.connected || to.toldFinished) {
                return;
            }
            if (to.preface.nonEmpty()) {
                // Alone, as the first of all chunks: the next one is asked for when it is on its way.
                if (to.toBackend.isAvailable()) {
                    to.toBackend.push(to.preface);
                    to.preface = ByteString.emptyByteString();
                }
                return;
            }
            if (held != null && to.toBackend.isAvailable()) {
                moved(bytesFromClient, held);
                lastWentToBackend = true;
                to.toBackend.push(held);
                held = null;
                if (clientLost) {
                    endByPeersReset(RelayEnd.Cause.CLIENT_RESET);
                    return;
                }
                if (!clientFinished) {
                    pull(fromClient);
                }
            }
            if (held == null && tooOld) {
                to.finishSending();
                end(RelayEnd.Cause.TOO_OLD);
                discard();
                stopWhenBothAreGone();
            } else if (held == null && clientFinished) {
                to.finishSending();
                halfClosed(Leg.CLIENT, to.hasFinished);
            }
        }

        private void moved(AtomicLong bytes, ByteString chunk) {
            bytes.set(bytes.get() + chunk.size());
            movedNanos = System.nanoTime();
            if (bytes == bytesFromClient) {
                movedToBackendNanos = movedNanos;
            } else {
                movedToClientNanos = movedNanos;
            }
        }

        private void halfClosed(Leg side, boolean otherToo) {
            if (otherToo) {
                end(RelayEnd.Cause.FINISHED);
                completeStage();
            } else {
                movedNanos = System.nanoTime();
                events.halfClosed(side);
                look();
            }
        }

        /** Ends it when its time is over, or looks again when that may be. */
        private void look() {
            BackendLeg to = leg;
            if (ended || tooOld || clientLost || to == null || !to.connected) {
                return;
            }
            RelayOptions limits = options.get();
            if (limits.shortestNanos() == Long.MAX_VALUE) {
                return;
            }
            long now = System.nanoTime();
            long silenceLeft = limits.silenceNanos(to.toldFinished || to.hasFinished) - (now - movedNanos);
            long lifeLeft = limits.ageNanos() - (now - begunNanos);
            if (silenceLeft <= 0) {
                endSilent(to);
            } else if (lifeLeft <= 0) {
                endTooOld(to);
            } else {
                long wait = Math.min(Math.min(silenceLeft, lifeLeft), LONGEST_WAIT_NANOS);
                scheduleOnce(TimerOf.TIMEOUTS, Duration.ofNanos(wait));
            }
        }

        /**
         * A leg that does not take its bytes is reset: its peer must not believe that it has all of them, and Akka would
         * wait for it for ever. The other one is finished.
         */
        private void endSilent(BackendLeg to) {
            boolean clientTakesNone = !isClosed(toClient) && !isAvailable(toClient);
            boolean backendTakesNone = !to.toBackend.isClosed() && !to.toBackend.isAvailable();
            Silence silence =
                    new Silence(clientTakesNone, backendTakesNone, to.toldFinished, to.hasFinished, lastWentToBackend);
            held = null;
            end(silence.cause());
            if (clientTakesNone) {
                ResetLeg reset = new ResetLeg();
                fail(toClient, reset);
                cancel(fromClient, reset);
            } else {
                complete(toClient);
            }
            if (backendTakesNone) {
                to.reset();
            } else {
                to.finishSending();
            }
            awaitBoth();
        }

        private void endTooOld(BackendLeg to) {
            tooOld = true;
            complete(toClient);
            if (to.toldFinished) {
                end(RelayEnd.Cause.TOO_OLD);
            } else {
                moveToBackend();
            }
            awaitBoth();
        }

        /** Until both have finished too, or failed to: only a leg that is still read can be reset. */
        private void awaitBoth() {
            scheduleOnce(TimerOf.LAST_WORDS, LAST_WORDS);
            discard();
            stopWhenBothAreGone();
        }

        /** What a peer still sends is not wanted. */
        private void discard() {
            if (ended && isAvailable(fromClient)) {
                grab(fromClient);
            }
            if (ended && !isClosed(fromClient) && !hasBeenPulled(fromClient)) {
                pull(fromClient);
            }
            if (leg != null) {
                leg.discard();
            }
        }

        private void stopWhenBothAreGone() {
            if (ended
                    && !resetIsDue
                    && leg != null
                    && leg.connected
                    && isClosed(fromClient)
                    && leg.fromBackend.isClosed()) {
                completeStage();
            }
        }

        private void endByReset(RelayEnd.Cause cause) {
            end(cause);
            ResetLeg reset = new ResetLeg();
            if (isAttempting()) {
                fail(toClient, reset);
                cancel(fromClient, reset);
            } else {
                failStage(reset);
            }
        }

        /** Resets the other leg, too: at once, or a moment later when bytes have just gone to it. */
        private void endByPeersReset(RelayEnd.Cause cause) {
            boolean toBackend = cause == RelayEnd.Cause.CLIENT_RESET;
            boolean wasLast = toBackend ? bytesFromClient.get() > 0 : bytesFromBackend.get() > 0;
            long silent = System.nanoTime() - (toBackend ? movedToBackendNanos : movedToClientNanos);
            if (ended || isAttempting() || !wasLast || silent > OVERTAKING_NANOS) {
                endByReset(cause);
                return;
            }
            end(cause);
            resetIsDue = true;
            scheduleOnce(TimerOf.LAST_WORDS, RESET_DELAY);
            discard();
        }

        /**
         * An attempt has to be waited for, with its client gone if need be: Akka leaks the socket of one that is
         * cancelled before its selector knows it.
         */
        private boolean isAttempting() {
            return leg != null && !leg.connected;
        }

        private void end(RelayEnd.Cause cause) {
            if (!ended) {
                ended = true;
                events.ended(new RelayEnd(cause, bytesFromClient.get(), bytesFromBackend.get()));
            }
        }

        /** One attempt at a backend and, once it is connected, the leg itself. Nothing moves before. */
        private final class BackendLeg {
            private final SubSourceOutlet<ByteString> toBackend = new SubSourceOutlet<>("toBackend");
            private final SubSinkInlet<ByteString> fromBackend = new SubSinkInlet<>("fromBackend");
            private ByteString preface;
            private boolean connected;
            private boolean toldFinished;
            private boolean hasFinished;

            BackendLeg(ByteString preface) {
                this.preface = preface;
            }

            void start(
                    SocketAddress backend,
                    Flow<ByteString, ByteString, CompletionStage<SocketAddress>> connecting,
                    Duration timeout) {
                toBackend.setHandler(new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        moveToBackend();
                    }

                    @Override
                    public void onDownstreamFinish(Throwable cause) {
                        failed(cause);
                    }
                });
                fromBackend.setHandler(new AbstractInHandler() {
                    @Override
                    public void onPush() {
                        if (ended || tooOld || clientLost) {
                            discard();
                        } else {
                            moveToClient();
                        }
                    }

                    @Override
                    public void onUpstreamFinish() {
                        hasFinished = true;
                        tellClientFinished();
                    }

                    @Override
                    public void onUpstreamFailure(Throwable failure) {
                        failed(failure);
                    }
                });
                Source.fromGraph(toBackend.source())
                        .viaMat(connecting, Keep.right())
                        .to(Sink.fromGraph(fromBackend.sink()))
                        .run(subFusingMaterializer())
                        .thenAccept(local -> onStage.invoke(() -> reached(backend, local)));
                // Akka watches the timeout, but says nothing at all when there is no descriptor left for the socket.
                scheduleOnce(this, timeout.plus(ANSWERS_WITHIN));
            }

            /** TCP connects a port to itself when nobody listens there. */
            private void reached(SocketAddress backend, SocketAddress local) {
                if (leg == this && local.equals(backend)) {
                    reset();
                    failed(new ConnectException("Connection refused: nobody listens, and it has met itself"));
                } else {
                    connected(local);
                }
            }

            private void connected(SocketAddress local) {
                if (leg != this) {
                    return;
                }
                cancelTimer(this);
                connected = true;
                if (ended) {
                    failStage(new ResetLeg());
                } else {
                    begunNanos = System.nanoTime();
                    movedNanos = begunNanos;
                    look();
                    events.connected(local);
                    if (isAvailable(toClient) && !hasFinished) {
                        fromBackend.pull();
                    }
                    moveToBackend();
                    tellClientFinished();
                }
            }

            private void tellClientFinished() {
                if (ended || tooOld || clientLost) {
                    stopWhenBothAreGone();
                } else if (connected && hasFinished && leg == this) {
                    complete(toClient);
                    halfClosed(Leg.BACKEND, toldFinished);
                }
            }

            private void moveToClient() {
                ByteString bytes = fromBackend.grab();
                if (bytesFromBackend.get() == 0) {
                    events.firstByte();
                }
                moved(bytesFromBackend, bytes);
                lastWentToBackend = false;
                push(toClient, bytes);
            }

            private void failed(Throwable failure) {
                if (leg != this) {
                    return;
                }
                cancelTimer(this);
                if (ended && connected) {
                    stopWhenBothAreGone();
                } else if (ended) {
                    completeStage();
                } else if (clientLost) {
                    endByReset(RelayEnd.Cause.CLIENT_RESET);
                } else if (connected) {
                    endByPeersReset(RelayEnd.Cause.BACKEND_RESET);
                } else {
                    leg = null;
                    finish();
                    events.connectFailed(ConnectFailures.of(failure));
                }
            }

            void finishSending() {
                toldFinished = true;
                if (!toBackend.isClosed()) {
                    toBackend.complete();
                }
            }

            void reset() {
                ResetLeg reset = new ResetLeg();
                toBackend.fail(reset);
                if (!fromBackend.isClosed()) {
                    fromBackend.cancel(reset);
                }
            }

            void discard() {
                if (fromBackend.isAvailable()) {
                    fromBackend.grab();
                }
                if (!fromBackend.isClosed() && !fromBackend.hasBeenPulled()) {
                    fromBackend.pull();
                }
            }

            void finish() {
                if (!toBackend.isClosed()) {
                    toBackend.complete();
                }
                if (!fromBackend.isClosed()) {
                    fromBackend.cancel();
                }
            }
        }
    }
}

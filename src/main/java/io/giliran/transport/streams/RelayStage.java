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
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.Silence;
import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Joined to the client's flow, connects a backend when it is told to, and passes chunks on in both directions:
 *
 * <pre>
 *  client ── fromClient ──&gt; held ──&gt; toBackend ────&gt; backend
 *         &lt;── toClient ─────────────── fromBackend ──
 * </pre>
 *
 * A chunk is asked of one side when the other side asks for it; that is all of the back-pressure. A side that has finished
 * completes its port, and one that has reset fails it; both are passed on to the other side. The backend's flow runs in the
 * same stream, so a chunk crosses no asynchronous boundary of ours.
 */
final class RelayStage extends AbstractGraphStageWithMaterializedValue<FlowShape<ByteString, ByteString>, Relay> {
    /**
     * Time after its timeout in which an attempt must get an answer; it gets none when Akka found no descriptor for its socket.
     */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(1);
    /** Akka's scheduler takes no delay of a year. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** Grace period from the FINs after the idle timeout to the reset of both legs. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(1);

    /** Makes the flow of a backend leg. */
    @FunctionalInterface
    interface Backends {
        /** Running the flow connects it; its materialized value is the leg's own address, or why it was not connected. */
        Flow<ByteString, ByteString, CompletionStage<SocketAddress>> to(SocketAddress backend, Duration timeout);
    }

    /** Fails the flow of a leg, upon which Akka resets its socket. */
    static final class Reset extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Reset() {
            super("reset", null, false, false);
        }
    }

    private final Inlet<ByteString> fromClient = Inlet.create("fromClient");
    private final Outlet<ByteString> toClient = Outlet.create("toClient");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(fromClient, toClient);
    private final Backends backends;
    private final RelayOptions options;
    private final RelayEvents events;

    RelayStage(Backends backends, RelayOptions options, RelayEvents events) {
        this.backends = backends;
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

    private final class Logic extends TimerGraphStageLogic implements Relay {
        private static final String SILENCE = "silence";
        private static final String GRACE = "grace";

        /** Lets other threads call the relay. */
        private final AsyncCallback<Runnable> onStage = createAsyncCallback(Runnable::run);

        private final AtomicLong bytesFromClient = new AtomicLong();
        private final AtomicLong bytesFromBackend = new AtomicLong();
        private volatile long movedNanos = System.nanoTime();
        private boolean lastWentToBackend;
        private @Nullable ByteString held;
        private @Nullable BackendLeg leg;
        private boolean ended;

        Logic() {
            super(shape);
            setHandler(fromClient, new AbstractInHandler() {
                @Override
                public void onPush() {
                    held = grab(fromClient);
                    passToBackend();
                }

                @Override
                public void onUpstreamFinish() {
                    passToBackend();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    stop(Cause.CLIENT_RESET, true);
                }
            });
            setHandler(toClient, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    passToClient();
                }

                @Override
                public void onDownstreamFinish(Throwable failure) {
                    stop(Cause.CLIENT_RESET, true);
                }
            });
        }

        @Override
        public void preStart() {
            // The ports of the client may both be closed while an attempt is under way, or a chunk is held.
            setKeepGoing(true);
            // A client that leaves is noticed only while it is read.
            pull(fromClient);
        }

        @Override
        public void postStop() {
            end(Cause.ABORTED);
        }

        @Override
        public void connect(SocketAddress backend, Duration timeout, byte[] preface, @Nullable TlsWish tls) {
            if (preface.length > 0 || tls != null) {
                throw new IllegalArgumentException("the data plane streams sends no preface, and speaks no TLS");
            }
            onStage.invoke(() -> {
                if (!ended) {
                    leg = new BackendLeg();
                    leg.connect(backend, timeout);
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
            onStage.invoke(() -> stop(Cause.CLOSED, false));
        }

        @Override
        public void abort() {
            onStage.invoke(() -> stop(Cause.ABORTED, true));
        }

        private void passToBackend() {
            BackendLeg to = leg;
            if (to == null || !to.connected) {
                return;
            }
            if (held != null && to.toBackend.isAvailable()) {
                moved(bytesFromClient, held);
                to.toBackend.push(held);
                held = null;
                tryPull(fromClient);
            }
            if (held == null && isClosed(fromClient) && !to.toBackend.isClosed()) {
                to.toBackend.complete();
                halfClosed(Leg.CLIENT, isClosed(toClient));
            }
        }

        private void passToClient() {
            BackendLeg from = leg;
            if (from == null || !from.connected || isClosed(toClient)) {
                return;
            }
            if (from.fromBackend.isAvailable()) {
                ByteString chunk = from.fromBackend.grab();
                if (bytesFromBackend.get() == 0) {
                    events.firstByte();
                }
                moved(bytesFromBackend, chunk);
                push(toClient, chunk);
            } else if (from.fromBackend.isClosed()) {
                complete(toClient);
                halfClosed(Leg.BACKEND, from.toBackend.isClosed());
            } else if (isAvailable(toClient) && !from.fromBackend.hasBeenPulled()) {
                from.fromBackend.pull();
            }
        }

        private void moved(AtomicLong bytes, ByteString chunk) {
            bytes.addAndGet(chunk.size());
            movedNanos = System.nanoTime();
            lastWentToBackend = bytes == bytesFromClient;
        }

        private void halfClosed(Leg side, boolean otherToo) {
            if (otherToo) {
                stop(Cause.FINISHED, false);
            } else {
                movedNanos = System.nanoTime();
                events.halfClosed(side);
                watchSilence();
            }
        }

        @Override
        public void onTimer(Object key) {
            if (key == SILENCE) {
                watchSilence();
            } else if (key == GRACE) {
                failStage(new Reset());
            } else {
                ((BackendLeg) key).failed(ConnectFailure.NO_DESCRIPTOR);
            }
        }

        /** Ends the relay when nothing has moved for too long, else looks again when that may be so. */
        private void watchSilence() {
            BackendLeg to = leg;
            if (ended || to == null || !to.connected) {
                return;
            }
            long allowed = options.silenceNanos(isClosed(toClient) || to.toBackend.isClosed());
            if (allowed == Long.MAX_VALUE) {
                return;
            }
            long left = allowed - (System.nanoTime() - movedNanos);
            if (left > 0) {
                scheduleOnce(SILENCE, Duration.ofNanos(Math.min(left, LONGEST_WAIT.toNanos())));
                return;
            }
            boolean clientTakesNone = !isClosed(toClient) && !isAvailable(toClient);
            boolean backendTakesNone = !to.toBackend.isClosed() && !to.toBackend.isAvailable();
            end(new Silence(
                            clientTakesNone,
                            backendTakesNone,
                            to.toBackend.isClosed(),
                            isClosed(toClient),
                            lastWentToBackend)
                    .cause());
            complete(toClient);
            to.toBackend.complete();
            // A peer that takes nothing gets no FIN, and Akka would wait for it for ever.
            scheduleOnce(GRACE, GRACE_PERIOD);
        }

        /** Ends both legs. An attempt is waited for: Akka leaks the socket of one that is cancelled too early. */
        private void stop(Cause cause, boolean byReset) {
            end(cause);
            boolean attempts = leg != null && !leg.connected;
            Reset reset = new Reset();
            if (attempts && byReset) {
                fail(toClient, reset);
                cancel(fromClient, reset);
            } else if (attempts) {
                complete(toClient);
                cancel(fromClient);
            } else if (byReset) {
                failStage(reset);
            } else {
                completeStage();
            }
        }

        private void end(Cause cause) {
            if (!ended) {
                ended = true;
                events.ended(new RelayEnd(cause, bytesFromClient.get(), bytesFromBackend.get()));
            }
        }

        /** Attempt at a backend and, once it is connected, the leg itself. No byte moves before that. */
        private final class BackendLeg {
            private final SubSourceOutlet<ByteString> toBackend = new SubSourceOutlet<>("toBackend");
            private final SubSinkInlet<ByteString> fromBackend = new SubSinkInlet<>("fromBackend");
            private boolean connected;

            void connect(SocketAddress backend, Duration timeout) {
                toBackend.setHandler(new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        passToBackend();
                    }

                    @Override
                    public void onDownstreamFinish(Throwable failure) {
                        failed(ConnectFailures.of(failure));
                    }
                });
                fromBackend.setHandler(new AbstractInHandler() {
                    @Override
                    public void onPush() {
                        passToClient();
                    }

                    @Override
                    public void onUpstreamFinish() {
                        passToClient();
                    }

                    @Override
                    public void onUpstreamFailure(Throwable failure) {
                        failed(ConnectFailures.of(failure));
                    }
                });
                Source.fromGraph(toBackend.source())
                        .viaMat(backends.to(backend, timeout), Keep.right())
                        .to(Sink.fromGraph(fromBackend.sink()))
                        .run(subFusingMaterializer())
                        .thenAccept(local -> onStage.invoke(() -> connected(backend, local)));
                scheduleOnce(this, timeout.plus(ANSWERS_WITHIN));
            }

            private void connected(SocketAddress backend, SocketAddress local) {
                if (leg != this) {
                    return;
                }
                if (local.equals(backend)) {
                    // Nobody listens there, and TCP has connected the port to itself; a FIN would hold the port.
                    Reset reset = new Reset();
                    toBackend.fail(reset);
                    fromBackend.cancel(reset);
                    failed(ConnectFailure.REFUSED);
                    return;
                }
                cancelTimer(this);
                connected = true;
                if (ended) {
                    failStage(new Reset());
                    return;
                }
                movedNanos = System.nanoTime();
                events.connected(local);
                watchSilence();
                passToBackend();
                passToClient();
            }

            private void failed(ConnectFailure why) {
                if (leg != this) {
                    return;
                }
                cancelTimer(this);
                if (connected) {
                    stop(Cause.BACKEND_RESET, true);
                    return;
                }
                leg = null;
                if (ended) {
                    completeStage();
                    return;
                }
                if (!toBackend.isClosed()) {
                    toBackend.complete();
                }
                if (!fromBackend.isClosed()) {
                    fromBackend.cancel();
                }
                events.connectFailed(why);
            }
        }
    }
}

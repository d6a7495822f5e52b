package io.giliran.transport.streams;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.Opening;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * Takes what is awaited of a client in the clear off its bytes, tells it, and lets the rest through. When the client
 * cannot be served, nothing is let through.
 */
final class OpeningStage extends GraphStage<FlowShape<ByteString, ByteString>> {
    /** Who is told, on the stage's thread. */
    @FunctionalInterface
    interface Awaiting {
        /** It is over: all has come, or there is a fault. */
        void opened(Opening opening);
    }

    private final Inlet<ByteString> in = Inlet.create("fromClient");
    private final Outlet<ByteString> out = Outlet.create("payload");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final ListenerOptions options;
    private final SocketAddress client;
    private final Awaiting awaiting;

    OpeningStage(ListenerOptions options, SocketAddress client, Awaiting awaiting) {
        this.options = options;
        this.client = client;
        this.awaiting = awaiting;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private static final String DUE = "due";

        private final Opening opening = new Opening(options, client, System.nanoTime());
        private boolean told;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (told) {
                        push(out, grab(in));
                    } else {
                        read(grab(in));
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    if (told) {
                        complete(out);
                    } else {
                        opening.finished();
                        tell();
                    }
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(out, failure);
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!isClosed(in) && !hasBeenPulled(in)) {
                        pull(in);
                    }
                }
            });
        }

        @Override
        public void preStart() {
            if (opening.isOver()) {
                tell();
            } else {
                scheduleDue();
            }
        }

        private void scheduleDue() {
            scheduleOnce(DUE, Duration.ofNanos(Math.max(0, opening.dueNanos() - System.nanoTime())));
        }

        @Override
        public void onTimer(Object key) {
            if (!told) {
                opening.late();
                tell();
            }
        }

        @Override
        public void postStop() {
            if (!told) {
                opening.reset();
                tell();
            }
        }

        private void read(ByteString chunk) {
            long due = opening.dueNanos();
            opening.offer(chunk.asByteBuffer(), System.nanoTime());
            if (!opening.isOver()) {
                if (due != opening.dueNanos()) {
                    scheduleDue();
                }
                pull(in);
                return;
            }
            tell();
            ByteString payload = ByteString.fromArrayUnsafe(opening.payload());
            if (opening.fault() == null) {
                if (payload.nonEmpty()) {
                    push(out, payload);
                } else {
                    pull(in);
                }
            }
        }

        private void tell() {
            told = true;
            cancelTimer(DUE);
            awaiting.opened(opening);
        }
    }
}

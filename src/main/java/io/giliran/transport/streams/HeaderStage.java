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
import io.giliran.transport.ProxyProtocolIn;
import io.giliran.transport.proxyprotocol.ProxyHeader;
import io.giliran.transport.proxyprotocol.ProxyHeaderParser;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY protocol header off what a client sends, tells it, and lets the rest through. When there is none that
 * can be used, nothing is let through.
 */
final class HeaderStage extends GraphStage<FlowShape<ByteString, ByteString>> {
    /** Who is told, on the stage's thread. */
    @FunctionalInterface
    interface Awaiting {
        /** Either the header or, when there is none that can be used, why. */
        void read(@Nullable ProxyHeader header, @Nullable String fault);
    }

    private final Inlet<ByteString> in = Inlet.create("fromClient");
    private final Outlet<ByteString> out = Outlet.create("withoutHeader");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final ProxyProtocolIn options;
    private final Awaiting awaiting;

    HeaderStage(ProxyProtocolIn options, Awaiting awaiting) {
        this.options = options;
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

        private final ProxyHeaderParser parser = new ProxyHeaderParser(options.versions(), options.limit());
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
                        tell(null, "the connection was finished before its end");
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
            scheduleOnce(DUE, options.timeout());
        }

        @Override
        public void onTimer(Object key) {
            if (!told) {
                tell(null, "it has not come in time");
            }
        }

        @Override
        public void postStop() {
            if (!told) {
                tell(null, "the connection was reset before its end");
            }
        }

        private void read(ByteString chunk) {
            ByteBuffer bytes = chunk.asByteBuffer();
            ProxyHeaderResult result = parser.offer(bytes);
            if (result instanceof Done done) {
                cancelTimer(DUE);
                tell(done.header(), null);
                ByteString rest = chunk.drop(chunk.size() - bytes.remaining());
                if (rest.nonEmpty()) {
                    push(out, rest);
                } else {
                    pull(in);
                }
            } else if (result instanceof Invalid invalid) {
                tell(null, invalid.reason());
            } else {
                pull(in);
            }
        }

        private void tell(@Nullable ProxyHeader header, @Nullable String fault) {
            told = true;
            awaiting.read(header, fault);
        }
    }
}

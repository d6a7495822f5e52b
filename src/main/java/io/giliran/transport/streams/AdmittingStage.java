package io.giliran.transport.streams;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.Tcp;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import io.giliran.transport.Reception;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes each accepted connection on once it has a place, and asks Akka for the next one only while a place is free: so all
 * others wait in the backlog. There is one acceptor on this plane, so nobody else takes the place that was free when the
 * connection was asked for; only after a reload that allows fewer may one connection be accepted that has to wait here.
 */
final class AdmittingStage extends GraphStage<FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection>> {
    private final Inlet<Tcp.IncomingConnection> in = Inlet.create("accepted");
    private final Outlet<Tcp.IncomingConnection> out = Outlet.create("admitted");
    private final FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection> shape = FlowShape.of(in, out);
    private final Reception reception;
    private final Consumer<Tcp.IncomingConnection> drop;

    /** @param drop ends a connection that waits for its place when the listener is unbound */
    AdmittingStage(Reception reception, Consumer<Tcp.IncomingConnection> drop) {
        this.reception = reception;
        this.drop = drop;
    }

    @Override
    public FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private Tcp.@Nullable IncomingConnection held;
        private @Nullable Runnable wake;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    held = grab(in);
                    goOn();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    goOn();
                }
            });
        }

        @Override
        public void preStart() {
            var again = createAsyncCallback((Reception woken) -> goOn());
            wake = () -> again.invoke(reception);
        }

        private void goOn() {
            if (held != null && reception.reserve()) {
                Tcp.IncomingConnection admitted = held;
                held = null;
                push(out, admitted);
            } else if (held == null && reception.isOpen()) {
                if (isAvailable(out) && !hasBeenPulled(in)) {
                    pull(in);
                }
            } else if (wake != null) {
                reception.whenOpen(wake);
            }
        }

        @Override
        public void postStop() {
            if (held != null) {
                drop.accept(held);
            }
        }
    }
}

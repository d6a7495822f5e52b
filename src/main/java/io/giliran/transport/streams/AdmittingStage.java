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
import akka.stream.stage.TimerGraphStageLogic;
import io.giliran.supervision.Spell;
import io.giliran.transport.Reception;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each accepted connection on once it has a place, and asks Akka for the next one only while a place is free: so all
 * others wait in the backlog. There is one acceptor on this plane, so nobody else takes the place that was free when the
 * connection was asked for; only after a reload that allows fewer may one connection be accepted that has to wait here.
 * While descriptors are short it does not ask either, see {@link SpareDescriptors}.
 */
final class AdmittingStage extends GraphStage<FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection>> {
    private static final Logger LOG = LoggerFactory.getLogger(AdmittingStage.class);
    /** How often it is looked whether descriptors are left. */
    private static final Duration LOOK = Duration.ofMillis(100);

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

    private final class Logic extends TimerGraphStageLogic {
        private final SpareDescriptors spares = new SpareDescriptors();
        private final Spell shortage = new Spell();
        private boolean looking;
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
            scheduleAtFixedRate(LOOK, LOOK, LOOK);
        }

        @Override
        public void onTimer(Object look) {
            if (hasBeenPulled(in)) {
                spares.releaseIfShort();
            } else {
                looking = true;
                goOn();
                looking = false;
            }
            long times = shortage.endsAfter(System.nanoTime());
            if (times > 0) {
                LOG.warn("accepting goes on; it has paused {} times", times);
            }
        }

        /** Whether the next connection can be asked for. */
        private boolean hasDescriptors() {
            if (shortage.isOn() && !looking) {
                // One at each look: the client before has to get its backend first.
                return false;
            }
            IOException missing = spares.ensure();
            if (missing != null && shortage.comes(System.nanoTime())) {
                LOG.warn("accepting pauses until it is possible again: {}", missing.getMessage());
            }
            return missing == null;
        }

        private void goOn() {
            if (held != null && reception.reserve()) {
                Tcp.IncomingConnection admitted = held;
                held = null;
                push(out, admitted);
            } else if (held == null && reception.isOpen()) {
                if (isAvailable(out) && !hasBeenPulled(in) && hasDescriptors()) {
                    pull(in);
                }
            } else if (wake != null) {
                reception.whenOpen(wake);
            }
        }

        @Override
        public void postStop() {
            spares.release();
            if (held != null) {
                drop.accept(held);
            }
        }
    }
}

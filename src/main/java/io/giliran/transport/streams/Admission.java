package io.giliran.transport.streams;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.Tcp.IncomingConnection;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
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
 * Asks the listener for the next client only while the reception has a place: all others wait in the backlog, by
 * back-pressure alone. A reload that allows fewer clients may take the place away while one is being accepted, which then waits
 * here. While descriptors are short it does not ask either, see {@link SpareDescriptors}.
 */
final class Admission extends GraphStage<FlowShape<IncomingConnection, IncomingConnection>> {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /** Interval at which it is checked whether descriptors are left. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Inlet<IncomingConnection> accepted = Inlet.create("accepted");
    private final Outlet<IncomingConnection> admitted = Outlet.create("admitted");
    private final FlowShape<IncomingConnection, IncomingConnection> shape = FlowShape.of(accepted, admitted);
    private final Reception reception;
    private final Consumer<IncomingConnection> drop;

    /** @param drop ends a connection that waits for its place when the listener is unbound */
    Admission(Reception reception, Consumer<IncomingConnection> drop) {
        this.reception = reception;
        this.drop = drop;
    }

    @Override
    public FlowShape<IncomingConnection, IncomingConnection> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final AsyncCallback<Reception> open = createAsyncCallback(unused -> admit());
        private final SpareDescriptors spares = new SpareDescriptors();
        private final Spell shortage = new Spell();
        private @Nullable IncomingConnection waiting;
        private boolean looking;

        Logic() {
            super(shape);
            setHandler(accepted, new AbstractInHandler() {
                @Override
                public void onPush() {
                    waiting = grab(accepted);
                    admit();
                }
            });
            setHandler(admitted, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    admit();
                }
            });
        }

        @Override
        public void preStart() {
            scheduleAtFixedRate(LOOK, LOOK, LOOK);
        }

        @Override
        public void onTimer(Object look) {
            if (hasBeenPulled(accepted)) {
                spares.releaseIfShort();
            } else {
                looking = true;
                admit();
                looking = false;
            }
            long times = shortage.endsAfter(System.nanoTime());
            if (times > 0) {
                LOG.warn("accepting goes on; it has paused {} times", times);
            }
        }

        private void admit() {
            IncomingConnection next = waiting;
            if (next != null && reception.reserve()) {
                waiting = null;
                push(admitted, next);
            } else if (next == null && reception.isOpen()) {
                if (isAvailable(admitted) && !hasBeenPulled(accepted) && hasDescriptors()) {
                    tryPull(accepted);
                }
            } else {
                reception.whenOpen(() -> open.invoke(reception));
            }
        }

        /** Whether the next connection can be asked for; during a shortage one at each look, so that the client before gets its backend. */
        private boolean hasDescriptors() {
            if (shortage.isOn() && !looking) {
                return false;
            }
            IOException missing = spares.ensure();
            if (missing != null && shortage.comes(System.nanoTime())) {
                LOG.warn("accepting pauses until it is possible again: {}", missing.getMessage());
            }
            return missing == null;
        }

        @Override
        public void postStop() {
            spares.release();
            if (waiting != null) {
                drop.accept(waiting);
            }
        }
    }
}

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
import io.giliran.transport.Reception;
import org.jspecify.annotations.Nullable;

/**
 * Asks the listener for the next client only while the reception has a place: all others wait in the backlog, by
 * back-pressure alone. A reload that allows fewer clients may take the place away while one is being accepted, which then waits
 * here.
 */
final class Admission extends GraphStage<FlowShape<IncomingConnection, IncomingConnection>> {
    private final Inlet<IncomingConnection> accepted = Inlet.create("accepted");
    private final Outlet<IncomingConnection> admitted = Outlet.create("admitted");
    private final FlowShape<IncomingConnection, IncomingConnection> shape = FlowShape.of(accepted, admitted);
    private final Reception reception;

    Admission(Reception reception) {
        this.reception = reception;
    }

    @Override
    public FlowShape<IncomingConnection, IncomingConnection> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Reception> open = createAsyncCallback(unused -> admit());
        private @Nullable IncomingConnection waiting;

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

        private void admit() {
            IncomingConnection next = waiting;
            if (next != null && reception.reserve()) {
                waiting = null;
                push(admitted, next);
            } else if (next == null && reception.isOpen()) {
                tryPull(accepted);
            } else {
                reception.whenOpen(() -> open.invoke(reception));
            }
        }
    }
}

package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.model.ConnectionMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEvents;
import java.net.SocketAddress;

/** An event of a connection's relay, on its way from the thread of the data plane to the connection's actor. */
sealed interface RelayMessage extends ConnectionMessage {
    /** Calls what the event is about; on the actor's thread. */
    void deliver(RelayEvents to);

    record Connected(SocketAddress backendLegLocal) implements RelayMessage {
        @Override
        public void deliver(RelayEvents to) {
            to.connected(backendLegLocal);
        }
    }

    record ConnectFailed(ConnectFailure failure) implements RelayMessage {
        @Override
        public void deliver(RelayEvents to) {
            to.connectFailed(failure);
        }
    }

    enum FirstByte implements RelayMessage {
        INSTANCE;

        @Override
        public void deliver(RelayEvents to) {
            to.firstByte();
        }
    }

    record HalfClosed(Leg side) implements RelayMessage {
        @Override
        public void deliver(RelayEvents to) {
            to.halfClosed(side);
        }
    }

    record Ended(RelayEnd end) implements RelayMessage {
        @Override
        public void deliver(RelayEvents to) {
            to.ended(end);
        }
    }

    /** Turns calls on any thread into messages to a connection: the events of its relay, and requests to end it. */
    record Mailbox(ActorRef<ConnectionMessage> connection) implements RelayEvents, LiveConnections.Ending {
        @Override
        public void connected(SocketAddress backendLegLocal) {
            connection.tell(new Connected(backendLegLocal));
        }

        @Override
        public void connectFailed(ConnectFailure failure) {
            connection.tell(new ConnectFailed(failure));
        }

        @Override
        public void firstByte() {
            connection.tell(FirstByte.INSTANCE);
        }

        @Override
        public void halfClosed(Leg side) {
            connection.tell(new HalfClosed(side));
        }

        @Override
        public void ended(RelayEnd end) {
            connection.tell(new Ended(end));
        }

        @Override
        public void end(Termination why, boolean gently) {
            connection.tell(new Connection.End(why, gently));
        }
    }
}

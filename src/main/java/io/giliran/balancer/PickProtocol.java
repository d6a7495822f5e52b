package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.balancer.model.Termination;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ConnectFailure;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The messages between a connection and the router about the connection's backend. {@link PickAnother} is answered by {@link
 * TryNext}, {@link Queued} (another answer follows) or {@link NoneLeft}; {@link LeaveQueue} by {@link NoneLeft}, unless another
 * answer is under way already. The other messages have no answer.
 */
public final class PickProtocol {
    private PickProtocol() {}

    /** An answer of the router. */
    sealed interface Answer extends Connection.Command {}

    /** Connect to another backend. */
    record TryNext(Destination destination, @Nullable PickExplanation explanation) implements Answer {}

    /** No backend has a free slot: the connection waits. */
    record Queued(int position) implements Answer {}

    /** No backend is left: the connection ends. */
    record NoneLeft(Termination why) implements Answer {}

    /**
     * The backend could not be connected for a client.
     *
     * @param why what the attempt failed of; what is the balancer's own ({@link ConnectFailure#isOurs}) counts against no backend
     * @param serverName the host that the client asks for; null when it has not said so
     * @param wantsAnother whether a backend that is not in {@code tried} is wanted, and an answer awaited
     * @param connection its number
     */
    record PickAnother(
            Backend failed,
            ConnectFailure why,
            SocketAddress client,
            @Nullable String serverName,
            TriedBackends tried,
            boolean wantsAnother,
            long connection,
            ActorRef<? super Answer> replyTo)
            implements RouterMessage {}

    /** A client does not wait for a slot any longer. */
    record LeaveQueue(long connection, ActorRef<? super Answer> replyTo) implements RouterMessage {}

    /**
     * Reports a measured duration: sent for the signals that the policy needs, and for {@link Signal#CONNECT} also when a
     * backend's connects are counted.
     *
     * @param nanos how long, ns
     */
    record Observed(Backend backend, Signal signal, long nanos) implements RouterMessage {}

    /**
     * A connection has ended, and with it its slot at the backend, if it had one.
     *
     * @param entry as at its start
     * @param conduct what the connection shows about the backend
     */
    record ConnectionEnded(
            @Nullable Backend backend, SocketAddress client, ClientRules.Judged entry, BackendConduct conduct)
            implements RouterMessage {}
}

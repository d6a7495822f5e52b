package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ConnectFailure;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a connection to the router about the connection's backend. {@link PickAnother} is answered by an {@link
 * Admission}; after {@link Admission.Wait} another one follows. {@link LeaveQueue} is answered by {@link Admission.Refuse}, unless
 * another answer is under way already. The other messages have no answer.
 */
final class PickProtocol {
    private PickProtocol() {}

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
            ActorRef<? super Admission> replyTo)
            implements RouterMessage {}

    /** A client does not wait for a slot any longer. */
    record LeaveQueue(long connection, ActorRef<? super Admission> replyTo) implements RouterMessage {}

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

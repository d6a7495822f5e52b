package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Record of a connection at its end, for the access log. Durations are in ns, -1 where a stage was not reached.
 *
 * @param id counts the balancer's connections from 1
 * @param attempts every try at a backend, in order; the last one is the backend that served, if any did
 * @param backend the backend that served; null when none could be connected
 * @param backendLegLocal the balancer's own address on the backend leg
 * @param queueNanos how long it waited for a place; 0 when it did not
 * @param queuePosition how many waited before it
 * @param connectNanos from accepted until the backend was connected, failed attempts included
 * @param firstByteNanos from connected until the backend's first byte
 * @param totalNanos from accepted until the end
 * @param bytesIn from the client to the backend
 * @param bytesOut from the backend to the client
 * @param termination HAProxy's two letters
 * @param explanation why the last backend was picked; null unless picks are explained
 * @param proxiedBy the proxy that the client came through; null when no PROXY protocol header was asked for
 * @param tls what is known of the TLS that it speaks; null when nothing is
 */
public record ConnectionRecord(
        long id,
        Instant accepted,
        SocketAddress client,
        SocketAddress listener,
        String policy,
        List<Attempt> attempts,
        @Nullable Backend backend,
        @Nullable SocketAddress backendAddress,
        @Nullable SocketAddress backendLegLocal,
        long queueNanos,
        int queuePosition,
        long connectNanos,
        long firstByteNanos,
        long totalNanos,
        long bytesIn,
        long bytesOut,
        Termination termination,
        @Nullable PickExplanation explanation,
        @Nullable ProxiedBy proxiedBy,
        @Nullable TlsOfConnection tls) {

    /** From when the backend was connected until the end; -1 when none was. */
    public long lifetimeNanos() {
        return connectNanos < 0 ? -1 : totalNanos - connectNanos;
    }
}

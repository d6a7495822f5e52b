package io.giliran.transport;

import io.giliran.transport.tls.TlsServer;
import java.time.Duration;
import java.util.function.Supplier;

/** TLS with which the clients of a listener have to begin, behind the PROXY protocol header if there is one. */
public sealed interface TlsIn {
    /**
     * TLS is passed through: the ClientHello is read, and stays payload like all that follows.
     *
     * @param timeout how long the whole of it may take
     */
    record PassedThrough(Duration timeout) implements TlsIn {}

    /**
     * TLS is terminated here: the plaintext is relayed.
     *
     * @param server asked for each client, so that certificates may change
     */
    record Terminated(Supplier<TlsServer> server) implements TlsIn {}
}

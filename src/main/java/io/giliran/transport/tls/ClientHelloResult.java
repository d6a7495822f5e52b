package io.giliran.transport.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** State of {@link ClientHelloParser}. */
public sealed interface ClientHelloResult {

    /** Incomplete: the bytes so far may begin a ClientHello. */
    record NeedMore() implements ClientHelloResult {}

    /**
     * The ClientHello is complete.
     *
     * @param serverName the host name that the client asks for (SNI), in lower case; null when it names none. When it is
     *     encrypted (ECH), this is the public name of the outer ClientHello
     * @param alpn the protocols that the client offers, in its order, each byte a character; may hold values that mean
     *     nothing (GREASE)
     */
    record Done(@Nullable String serverName, List<String> alpn) implements ClientHelloResult {
        public Done {
            alpn = List.copyOf(alpn);
        }
    }

    /** The connection does not begin with a TLS handshake; that of SSL 2 is none either. */
    record NotTls() implements ClientHelloResult {}

    /**
     * The bytes begin as TLS does, but no server could accept them, or they are too many.
     *
     * @param reason one clause for a log, with nothing in it that the peer has sent
     */
    record Invalid(String reason) implements ClientHelloResult {}
}

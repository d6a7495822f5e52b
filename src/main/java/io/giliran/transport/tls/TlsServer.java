package io.giliran.transport.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** TLS towards clients: the certificates and the terms of a handshake. Immutable; makes a session for each. */
public final class TlsServer {
    private final SSLContext context;
    private final Terms terms;
    private final String description;
    private final List<CertifiedKey> certificates;

    /**
     * Terms of a handshake.
     *
     * @param versions of TLS, by their names in Java: TLSv1.2, TLSv1.3
     * @param ciphers the cipher suites, the preferred first; empty for those with forward secrecy and authenticated encryption
     * @param alpn the application protocols, the preferred first; empty for no ALPN
     * @param authorities that must have signed a client's certificate; empty when clients need none
     * @param handshakeTimeout for a whole handshake
     */
    public record Terms(
            List<String> versions,
            List<String> ciphers,
            List<String> alpn,
            List<X509Certificate> authorities,
            Duration handshakeTimeout) {
        public Terms {
            versions = List.copyOf(versions);
            ciphers = List.copyOf(ciphers);
            alpn = List.copyOf(alpn);
            authorities = List.copyOf(authorities);
        }
    }

    /** @param certificates at least one; who names no server that is known gets the first */
    public TlsServer(List<CertifiedKey> certificates, Terms terms) {
        this.terms = terms;
        this.certificates = List.copyOf(certificates);
        description = certificates.stream().map(CertifiedKey::description).collect(Collectors.joining(", "));
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new CertificateChoice(certificates)},
                    terms.authorities().isEmpty()
                            ? new TrustManager[0]
                            : new TrustManager[] {Trust.in(terms.authorities())},
                    null);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java speaks no TLS", impossible);
        }
    }

    /** Has clients of this process ask for any name; call it before anything speaks TLS. */
    public static void acceptAnyServerName() {
        AskedName.leaveToUs();
    }

    public Duration handshakeTimeout() {
        return terms.handshakeTimeout();
    }

    /** Describes the certificates: a name, the last day and the first digits of the fingerprint of each. */
    public String description() {
        return description;
    }

    public List<CertifiedKey> certificates() {
        return certificates;
    }

    /** The authorities of clients' certificates: their number and a fingerprint; empty when clients show none. */
    public String authorities() {
        return terms.authorities().isEmpty() ? "" : Fingerprint.summary(terms.authorities());
    }

    /** The session of one client. */
    public TlsSession accept() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(terms.versions().toArray(String[]::new));
        parameters.setCipherSuites(CipherSuites.enabled(terms.ciphers()));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(!terms.authorities().isEmpty());
        if (!terms.alpn().isEmpty()) {
            parameters.setApplicationProtocols(terms.alpn().toArray(String[]::new));
        }
        engine.setSSLParameters(parameters);
        return new TlsSession(engine, new ClientHelloParser(ClientHelloParser.DEFAULT_LIMIT));
    }
}

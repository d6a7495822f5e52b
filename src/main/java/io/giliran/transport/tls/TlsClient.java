package io.giliran.transport.tls;

import io.giliran.settings.IpLiteral;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards backends, with the authorities and names to trust. Immutable, and equal to another one that believes the same;
 * makes a session for each connection. Thread-safe.
 */
public final class TlsClient {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** Null for those of the system. */
    private final @Nullable List<X509Certificate> authorities;

    private final boolean verifies;
    private final List<String> ciphers;
    /** Made when the first session is: whom the system trusts takes a while to read. */
    private volatile @Nullable SSLContext context;

    private TlsClient(@Nullable List<X509Certificate> authorities, boolean verifies, List<String> ciphers) {
        this.authorities = authorities;
        this.verifies = verifies;
        this.ciphers = List.copyOf(ciphers);
    }

    /** A client that trusts the authorities of the system. */
    public static TlsClient trustingTheSystem() {
        return new TlsClient(null, true, List.of());
    }

    /** A client that trusts these authorities. */
    public static TlsClient trusting(Collection<X509Certificate> authorities) {
        return new TlsClient(List.copyOf(authorities), true, List.of());
    }

    /** A client that accepts any certificate, and so protects against eavesdropping only. */
    public static TlsClient trustingAnybody() {
        return new TlsClient(List.of(), false, List.of());
    }

    /** The same, with these cipher suites; empty for those with forward secrecy and authenticated encryption. */
    public TlsClient with(List<String> cipherSuites) {
        return new TlsClient(authorities, verifies, cipherSuites);
    }

    public boolean verifies() {
        return verifies;
    }

    /** The trusted authorities, in a few words. */
    public String description() {
        if (!verifies) {
            return "anybody";
        }
        return authorities == null ? "system" : Fingerprint.summary(authorities);
    }

    /**
     * A session with one backend.
     *
     * @param name the host name that is asked for (SNI) and that the certificate has to be for; an address is not asked
     *     for
     */
    public TlsSession connect(String name) {
        // The port only distinguishes sessions that may be resumed, and names do that too.
        SSLEngine engine = context().createSSLEngine(name, 0);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setCipherSuites(CipherSuites.enabled(ciphers));
        if (verifies) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (IpLiteral.parse(name) == null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return new TlsSession(engine);
    }

    private SSLContext context() {
        SSLContext made = context;
        if (made == null) {
            made = newContext();
            context = made;
        }
        return made;
    }

    private SSLContext newContext() {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(null, new TrustManager[] {trust()}, null);
            return made;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java speaks no TLS", impossible);
        }
    }

    private TrustManager trust() {
        if (!verifies) {
            return Trust.inAnybody();
        }
        return authorities == null ? Trust.inTheSystem() : Trust.in(authorities);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsClient client
                && verifies == client.verifies
                && ciphers.equals(client.ciphers)
                && Objects.equals(authorities, client.authorities);
    }

    @Override
    public int hashCode() {
        return Objects.hash(authorities, verifies, ciphers);
    }

    @Override
    public String toString() {
        return description();
    }
}

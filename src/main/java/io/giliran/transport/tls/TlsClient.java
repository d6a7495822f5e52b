package io.giliran.transport.tls;

import io.giliran.transport.IpLiteral;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** How TLS is spoken with backends: whom to believe. Immutable; makes a session for each connection. */
public final class TlsClient {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final boolean verifies;

    private TlsClient(TrustManager trust, boolean verifies) {
        this.verifies = verifies;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java speaks no TLS", impossible);
        }
    }

    /** One that believes whom the system believes. */
    public static TlsClient trustingTheSystem() {
        return new TlsClient(Trust.inTheSystem(), true);
    }

    /** One that believes these. */
    public static TlsClient trusting(Collection<X509Certificate> authorities) {
        return new TlsClient(Trust.in(authorities), true);
    }

    /** One that believes anybody, so that only who listens in is kept out. */
    public static TlsClient trustingAnybody() {
        return new TlsClient(Trust.inAnybody(), false);
    }

    /**
     * A session with one backend.
     *
     * @param name the host name that is asked for (SNI) and that the certificate has to be for; an address is not asked
     *     for; null asks for none, and any name that is vouched for will do
     */
    public TlsSession connect(@Nullable String name) {
        // The port only tells sessions that may be resumed apart, and names do that too.
        SSLEngine engine = name == null ? context.createSSLEngine() : context.createSSLEngine(name, 0);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        if (name != null && verifies) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (name != null && IpLiteral.parse(name) == null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        return new TlsSession(engine);
    }
}

package io.giliran.transport.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Negotiation of cipher suites and trust in dates, in whole handshakes of the JDK's engine with ours. */
final class CipherSuitesTest {
    private static final CertifiedKey RSA = TestCertificates.make("RSA", "localhost", "san=dns:localhost");
    private static final CertifiedKey EXPIRED =
            TestCertificates.make("EC", "localhost", "san=dns:localhost", "-startdate -10d", "-validity 5");
    private static final CertifiedKey FUTURE =
            TestCertificates.make("EC", "localhost", "san=dns:localhost", "-startdate +5d", "-validity 5");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_RSA_WITH_AES_256_CBC_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
            })
    void aPeerWithoutForwardSecrecyOrAeadIsRefused(String suite) {
        assertThatThrownBy(() -> agree(server(RSA, List.of()), peer(true, suite, "TLSv1.2")))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> agree(TlsClient.trustingAnybody().connect("localhost"), peer(false, suite, "TLSv1.2")))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void whoNeedsMoreNamesIt() throws Exception {
        String suite = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";
        assertThat(agree(server(RSA, List.of(suite)), peer(true, suite, "TLSv1.2")))
                .isEqualTo(suite);
        assertThat(agree(
                        TlsClient.trustingAnybody().with(List.of(suite)).connect("localhost"),
                        peer(false, suite, "TLSv1.2")))
                .isEqualTo(suite);
        // TLS 1.3 is not lost by that.
        assertThat(agree(server(RSA, List.of(suite)), peer(true, null, "TLSv1.3")))
                .startsWith("TLS_AES_");
    }

    @Test
    void whatIsAgreedOnHasForwardSecrecy() throws Exception {
        assertThat(agree(server(RSA, List.of()), peer(true, null, "TLSv1.2")))
                .isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(agree(server(TestCertificates.LOCAL, List.of()), peer(true, null, "TLSv1.3")))
                .isEqualTo("TLS_AES_128_GCM_SHA256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES128-SHA", "TLS_RSA_WITH_NULL_SHA256", "TLS_DH_anon_WITH_AES_128_GCM_SHA256", ""})
    void anUnknownNameIsRefusedWithWhatIsValid(String name) {
        assertThatThrownBy(() -> CipherSuites.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is no cipher suite that can be spoken here; valid are TLS_")
                .hasMessageContaining("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                .hasMessageNotContainingAny("_anon_", "_NULL_", "_SCSV");
    }

    @Test
    void aTrustedCertificateIsBelievedUpToItsDate() throws Exception {
        assertThat(agree(TlsClient.trusting(chain(RSA)).connect("localhost"), serving(RSA)))
                .startsWith("TLS_");
        assertThatThrownBy(() -> agree(TlsClient.trusting(chain(EXPIRED)).connect("localhost"), serving(EXPIRED)))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("NotAfter");
        assertThatThrownBy(() -> agree(TlsClient.trusting(chain(FUTURE)).connect("localhost"), serving(FUTURE)))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("NotBefore");
    }

    @Test
    void aClientsCertificateIsBelievedUpToItsDateToo() throws Exception {
        assertThat(agree(server(RSA, List.of(), chain(RSA)), showing(RSA))).startsWith("TLS_");
        assertThatThrownBy(() -> agree(server(RSA, List.of(), chain(EXPIRED)), showing(EXPIRED)))
                .isInstanceOf(SSLException.class);
    }

    private static List<X509Certificate> chain(CertifiedKey key) {
        return key.chain();
    }

    private static TlsSession server(CertifiedKey key, List<String> ciphers) {
        return server(key, ciphers, List.of());
    }

    private static TlsSession server(CertifiedKey key, List<String> ciphers, List<X509Certificate> authorities) {
        TlsServer.Terms terms = new TlsServer.Terms(
                List.of("TLSv1.3", "TLSv1.2"), ciphers, List.of(), authorities, Duration.ofSeconds(30));
        return new TlsServer(List.of(key), terms).accept();
    }

    private static SSLEngine showing(CertifiedKey key) throws Exception {
        SSLEngine engine = TestCertificates.context(key, RSA).createSSLEngine("localhost", 0);
        engine.setUseClientMode(true);
        return engine;
    }

    private static SSLEngine serving(CertifiedKey key) {
        SSLEngine engine = TestCertificates.context(key).createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static SSLEngine peer(boolean client, String suite, String version) throws Exception {
        SSLEngine engine = client ? TestCertificates.credulous().createSSLEngine("localhost", 0) : serving(RSA);
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        if (suite != null) {
            parameters.setCipherSuites(new String[] {suite});
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Shakes hands, and returns the suite that the peer has agreed on. Bytes of ours prove that both sides have the keys. */
    private static String agree(TlsSession ours, SSLEngine theirs) throws Exception {
        TlsSession other = new TlsSession(theirs);
        ByteBuffer toOurs = ByteBuffer.allocate(1 << 17);
        ByteBuffer toOther = ByteBuffer.allocate(1 << 17);
        if (theirs.getUseClientMode()) {
            other.begin(toOurs);
        } else {
            ours.begin(toOther);
        }
        ByteBuffer said = ByteBuffer.allocate(1 << 17);
        for (int i = 0; i < 20 && !(ours.isEstablished() && other.isEstablished()); i++) {
            pass(toOurs, ours, said, toOther);
            pass(toOther, other, said, toOurs);
        }
        ours.seal(ByteBuffer.wrap("hello".getBytes(US_ASCII)), toOther);
        said.clear();
        pass(toOther, other, said, toOurs);
        assertThat(new String(said.array(), 0, said.position(), US_ASCII)).isEqualTo("hello");
        return theirs.getSession().getCipherSuite();
    }

    private static void pass(ByteBuffer bytes, TlsSession to, ByteBuffer said, ByteBuffer answers) throws SSLException {
        ByteBuffer in = ByteBuffer.allocate(1 << 18);
        to.resume(in);
        in.put(bytes.flip()).flip();
        bytes.clear();
        if (in.hasRemaining()) {
            to.open(in, said, answers);
        }
    }
}

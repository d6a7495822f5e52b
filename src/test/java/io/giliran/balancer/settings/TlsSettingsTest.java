package io.giliran.balancer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.checks.CertificateWatch;
import io.giliran.settings.SettingsException;
import io.giliran.transport.tls.CertifiedKey;
import io.giliran.transport.tls.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of TLS, and the messages for files and values that cannot be used. */
final class TlsSettingsTest {
    private static final CertifiedKey RSA = TestCertificates.make("RSA", "rsa.example");

    @TempDir
    private Path folder;

    private Path chain;
    private Path key;

    @BeforeEach
    void write() throws Exception {
        chain = TestCertificates.chain(RSA, folder.resolve("a.pem"));
        key = TestCertificates.key(RSA, folder.resolve("a.key"));
    }

    private BalancerSettings read(String more) {
        return SampleSettings.balancer("tls { termination = on, certificates = [ { chain = \"" + chain + "\", key = \""
                + key + "\" } ] }\n" + more);
    }

    @Test
    void withoutTerminationNoFileIsRead() {
        assertThat(SampleSettings.balancer("tls.certificates = [ { chain = none, key = none } ]")
                        .tls())
                .isNull();
    }

    @Test
    void theTermsAreRead() {
        assertThat(read("tls.handshake-timeout = 2s").tls().handshakeTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(read("").tls().description()).isEqualTo(RSA.description()).startsWith("CN=rsa.example until 20");
    }

    @Test
    void aFileThatIsMissingIsNamed() throws Exception {
        Files.delete(chain);

        saysOfTheCertificates(chain + " does not exist; valid is a file of PEM");
    }

    /** Opening a FIFO would hang, and a device need not end. */
    @Test
    void whatIsNoRegularFileIsNotOpened() {
        chain = Path.of("/dev/zero");

        saysOfTheCertificates("/dev/zero is not a regular file; valid is a file of PEM");
    }

    @Test
    void aFileWithoutACertificateIsNamed() {
        chain = key;

        saysOfTheCertificates(key + " holds no certificate; valid is PEM, beginning with -----BEGIN CERTIFICATE-----");
    }

    @Test
    void aFileWithoutAKeyIsNamed() {
        key = chain;

        saysOfTheCertificates(
                chain + " holds no private key; valid is PEM, beginning with -----BEGIN PRIVATE KEY-----");
    }

    @Test
    void aKeyThatCannotBeReadIsNamed() throws Exception {
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

        saysOfTheCertificates(
                key + " holds a key (EC PRIVATE KEY) that cannot be read; valid is one of RSA or EC without"
                        + " a password, for example by: openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        TestCertificates.key(TestCertificates.LOCAL, key);

        saysOfTheCertificates(
                key + " is not the key of the first certificate in " + chain + "; valid is the one it was made for");
    }

    private void saysOfTheCertificates(String words) {
        assertThatThrownBy(() -> read(""))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("giliran.balancer.tls.certificates: " + words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls.certificates = [] | tls.certificates = [] is not valid; valid is at least one pair of files",
                "tls.certificates = [ { chain = a } ] | valid is a list of groups with the keys chain, key",
                "tls.versions = [] | tls.versions = [] is not valid; valid is 1.2, 1.3 or both",
                "tls.versions = [ 1.1 ] | tls.versions: 1.1 is no version that is spoken here; valid is 1.2 or 1.3",
                "tls.ciphers = [ AES128-SHA ] | tls.ciphers: AES128-SHA is no cipher suite that can be spoken here; valid are TLS_",
                "tls.ciphers = [ TLS_AES_128_GCM_SHA256 ] | at least one suite of TLS 1.2, unless versions is [ 1.3 ]",
                "backend-tls.ciphers = [ RC4 ] | backend-tls.ciphers: RC4 is no cipher suite that can be spoken here",
                "tls.alpn = [ 'h 2' ] | tls.alpn: 'h 2' is no protocol of ALPN; valid are 1 to 255 printable characters",
                "tls.client-ca = nowhere.pem | tls.client-ca: nowhere.pem does not exist",
                "backend-tls.trust = nowhere.pem | backend-tls.trust: nowhere.pem does not exist"
            })
    void valuesThatCannotBeUsed(String written, String why) {
        assertThatThrownBy(() -> read(written.replace('\'', '"')))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(why.replace("'", ""));
    }

    /** {@link CertificateWatch} says so. */
    @Test
    void oneWhoseTimeIsOverIsUsed() throws Exception {
        CertifiedKey old = TestCertificates.make("EC", "old", "-startdate -10d -validity 5");
        TestCertificates.chain(old, chain);
        TestCertificates.key(old, key);

        assertThat(read("").tls()).isNotNull();
    }
}

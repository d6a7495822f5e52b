package io.giliran.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Certificates that vouch for themselves, and their keys, made anew by keytool for each test run. */
public final class TestCertificates {
    private static final char[] PASSWORD = "unlocked".toCharArray();

    /** For localhost and 127.0.0.1, with an EC key. */
    public static final CertifiedKey LOCAL = make("EC", "localhost", "san=dns:localhost,ip:127.0.0.1");

    private TestCertificates() {}

    /**
     * A certificate.
     *
     * @param algorithm RSA or EC
     * @param name its common name
     * @param more options of keytool's: extensions behind {@code -ext}, or with a dash in front
     */
    public static CertifiedKey make(String algorithm, String name, String... more) {
        try {
            Path store = Files.createTempFile("giliran-test-", ".p12");
            Files.delete(store);
            List<String> command = new ArrayList<>(List.of(
                    "-genkeypair",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD),
                    "-alias",
                    "own",
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name));
            command.addAll(algorithm.equals("EC") ? List.of("-groupname", "secp256r1") : List.of("-keysize", "2048"));
            for (String option : more) {
                command.addAll(option.startsWith("-") ? Arrays.asList(option.split(" ")) : List.of("-ext", option));
            }
            Process keytool =
                    Program.ofJdk("keytool", command).redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(output).isZero();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            X509Certificate certificate = (X509Certificate) keys.getCertificate("own");
            return new CertifiedKey(
                    List.of(certificate),
                    (PrivateKey) keys.getKey("own", PASSWORD),
                    CertificateNames.hosts(certificate));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The certificate as a file. */
    public static Path chain(CertifiedKey certified, Path file) throws Exception {
        return Files.writeString(
                file, pem("CERTIFICATE", certified.certificate().getEncoded()));
    }

    /** Its key as a file. */
    public static Path key(CertifiedKey certified, Path file) throws Exception {
        return Files.writeString(file, pem("PRIVATE KEY", certified.key().getEncoded()));
    }

    static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** A client's socket over another, after its handshake. */
    public static Socket client(Socket socket, CertifiedKey trusted, String... versions) throws IOException {
        return client(socket, context(null, trusted), "localhost", versions);
    }

    /** A client's socket over another, after its handshake. */
    public static Socket client(Socket socket, SSLContext context, String name, String... versions) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, name, socket.getPort(), true);
        if (versions.length > 0) {
            tls.setEnabledProtocols(versions);
        }
        tls.startHandshake();
        return tls;
    }

    /** A server's socket over another, after its handshake. */
    public static Socket server(Socket socket, SSLContext context) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        tls.startHandshake();
        return tls;
    }

    /** What has a certificate, if any, and trusts those. */
    public static SSLContext context(CertifiedKey own, CertifiedKey... trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (own != null) {
                store.setKeyEntry("own", own.key(), PASSWORD, own.chain().toArray(Certificate[]::new));
            }
            keys.init(store, PASSWORD);
            TrustManager trust =
                    Trust.in(Stream.of(trusted).map(CertifiedKey::certificate).toList());
            context.init(keys.getKeyManagers(), trusted.length == 0 ? null : new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What trusts anybody. */
    public static SSLContext credulous() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {Trust.inAnybody()}, null);
        return context;
    }
}

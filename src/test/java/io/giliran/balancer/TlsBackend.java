package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.giliran.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A web server with TLS that answers every request with its name, and then closes. One client at a time. */
final class TlsBackend implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final long PATIENCE_SECONDS = 60;

    private final String name;
    private final SSLServerSocket listener;
    private final Thread thread;

    /** @param identity made by {@link #identity} */
    TlsBackend(String name, Path identity) throws IOException, GeneralSecurityException {
        this.name = name;
        KeyStore store = KeyStore.getInstance(identity.toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "tls-backend-" + name);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** A key and a certificate of its own for the names, in a file. */
    static Path identity(Path folder, String... names) throws Exception {
        Path identity = folder.resolve("identity.p12");
        Process keytool = Program.ofJdk(
                        "keytool",
                        List.of(
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + names[0],
                                "-ext",
                                "SAN=dns:" + String.join(",dns:", names),
                                "-keystore",
                                identity.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD)))
                .redirectErrorStream(true)
                .start();
        try (InputStream said = keytool.getInputStream()) {
            String text = new String(said.readAllBytes(), US_ASCII);
            if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(text);
            }
        }
        return identity;
    }

    /** The certificate of an identity alone, in PEM. */
    static Path certificate(Path identity) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(identity.toFile(), PASSWORD);
        Certificate certificate = store.getCertificate(store.aliases().nextElement());
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        return Files.write(
                identity.resolveSibling("certificate.pem"),
                List.of("-----BEGIN CERTIFICATE-----", base64, "-----END CERTIFICATE-----"));
    }

    private void serve() {
        while (true) {
            try (SSLSocket client = (SSLSocket) listener.accept()) {
                answer(client);
            } catch (SSLException refused) {
                // By the client, which does not know the certificate; or none that speaks TLS.
            } catch (IOException closed) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void answer(SSLSocket client) throws IOException {
        BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
        for (String line = request.readLine(); line != null; line = request.readLine()) {
            if (line.isEmpty()) {
                String answer = "HTTP/1.0 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
                client.getOutputStream().write(answer.getBytes(US_ASCII));
                return;
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listener.close();
        thread.join();
    }
}

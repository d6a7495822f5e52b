package io.giliran.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.ChildProgram;
import io.giliran.LineServer;
import io.giliran.transport.tls.CertifiedKey;
import io.giliran.transport.tls.TestCertificates;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names that Java takes for none of a host, asked for in a handshake that ends at the balancer. In a process of its own, because
 * a JVM that has spoken TLS already cannot be told to leave names alone.
 */
@Timeout(180)
final class AnyServerNameIT {
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    private Path folder;

    private static final class Name extends SNIServerName {
        Name(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(US_ASCII));
        }
    }

    @Test
    void aClientMayAskForANameThatIsNoHostsToJava() throws Exception {
        CertifiedKey certificate = TestCertificates.LOCAL;
        Path chain = TestCertificates.chain(certificate, folder.resolve("chain.pem"));
        Path key = TestCertificates.key(certificate, folder.resolve("key.pem"));
        Files.writeString(
                folder.resolve("application.conf"),
                "giliran.balancer.tls { termination = on, certificates = [ { chain = \"" + chain + "\", key = \"" + key
                        + "\" } ] }\n");
        try (LineServer backend = LineServer.answering("b1");
                ChildProgram balancer = new ChildProgram(
                        folder, "balancer", "--listen", "127.0.0.1:0", "--backend", "b1=" + backend.target())) {
            int port = Integer.parseInt(balancer.awaitLine("balancer listens on 127\\.0\\.0\\.1:(\\d+)")
                    .group(1));
            for (String name : List.of(
                    "my_host.shop.example", "shop.example.", "shop-.example", "*.shop.example", "shop.example:443")) {
                assertThat(served(port, name)).as(name).isEqualTo("b1 hello");
            }
            balancer.terminate();
            balancer.awaitExit();
        }
        assertThat(Files.readString(folder.resolve("logs/balancer.jsonl")))
                .contains("\"sni\":\"my_host.shop.example\"")
                .doesNotContain("tls_fault");
    }

    private static String served(int port, String name) throws Exception {
        try (SSLSocket client = (SSLSocket) TestCertificates.credulous()
                .getSocketFactory()
                .createSocket(InetAddress.getByName("127.0.0.1"), port)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setServerNames(List.of(new Name(name)));
            client.setSSLParameters(parameters);
            client.getOutputStream().write("hello\n".getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII)).readLine();
        }
    }
}

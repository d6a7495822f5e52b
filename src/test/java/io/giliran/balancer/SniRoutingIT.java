package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.giliran.Program;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.operate.ControlCommand;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.transport.ScriptedPeer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** The whole balancer in front of web servers with TLS, which is passed through by the name that curl and openssl ask for. */
final class SniRoutingIT extends OverRealSockets {
    private static final String BY_NAME = "sni.routing = on\n";
    /** Of curl: TLS could not be agreed on. */
    private static final int NO_TLS = 35;

    @TempDir
    private static Path identities;

    private static Path identity;
    private static Path certificate;

    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("relay", 2));
    }

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsBackend.identity(identities, "a.example", "b.example", "x.y.b.example", "c.example");
        certificate = TlsBackend.certificate(identity);
    }

    @Test
    void oneListenerServesSeveralNamesByTheirBackends() throws Exception {
        backend("b1", "sni=a.example");
        backend("b2", "sni=*.b.example|b.example");
        backend("b3", "weight=1");
        balancer.change(BY_NAME);
        balancer.start();

        for (int i = 0; i < 3; i++) {
            assertThat(curl("a.example")).isEqualTo(new Ended(0, "b1"));
            assertThat(curl("b.example")).isEqualTo(new Ended(0, "b2"));
            assertThat(curl("x.y.b.example")).isEqualTo(new Ended(0, "b2"));
            assertThat(curl("c.example")).isEqualTo(new Ended(0, "b3"));
        }
        assertThat(openssl("-servername", "A.Example").output()).endsWith("b1");
        assertThat(openssl("-noservername").output()).endsWith("b3");
        balancer.stop();

        assertThat(logged("sni"))
                .containsExactlyInAnyOrder(
                        "a.example",
                        "a.example",
                        "a.example",
                        "a.example",
                        "b.example",
                        "b.example",
                        "b.example",
                        "x.y.b.example",
                        "x.y.b.example",
                        "x.y.b.example",
                        "c.example",
                        "c.example",
                        "c.example",
                        "");
        assertThat(logged("backend")).filteredOn("b2"::equals).hasSize(6);
    }

    @Test
    void whoseNameIsNobodysIsSentAway() throws Exception {
        backend("b1", "sni=a.example");
        balancer.change(BY_NAME);
        balancer.start();

        assertThat(curl("b.example").code()).isEqualTo(NO_TLS);
        assertThat(openssl("-noservername").code()).isNotZero();
        ScriptedPeer stranger = balancer.client();
        stranger.send("GET / HTTP/1.0\r\n\r\n");
        stranger.expectEnd();
        assertThat(curl("a.example")).isEqualTo(new Ended(0, "b1"));
        balancer.stop();

        // How one ends that was served is curl's affair.
        assertThat(logged("termination"))
                .hasSize(4)
                .contains("PT")
                .filteredOn("PN"::equals)
                .hasSize(2);
        assertThat(logged("ended")).contains("unknown_server_name");
    }

    @Test
    void aBackendThatJoinsServesItsNameAndIsToldWithIt() throws Exception {
        TlsBackend second = balancer.opened(new TlsBackend("b2", identity));
        backend("b1", "sni=a.example");
        balancer.change(BY_NAME);
        balancer.start();
        assertThat(curl("b.example").code()).isEqualTo(NO_TLS);

        balancer.operate(new ControlCommand.AddBackend(
                BackendAddress.parse("b2=127.0.0.1:1,sni=b.example").destination(0, second.address())));

        assertThat(curl("b.example")).isEqualTo(new Ended(0, "b2"));
        assertThat(curl("a.example")).isEqualTo(new Ended(0, "b1"));
        ControlReply.Backends told = (ControlReply.Backends) balancer.operate(new ControlCommand.GetBackends());
        assertThat(told.backends())
                .extracting(ControlReply.BackendView::serverNames)
                .containsExactly(List.of("a.example"), List.of("b.example"));
    }

    private void backend(String name, String attributes) throws Exception {
        balancer.backend(name, balancer.opened(new TlsBackend(name, identity)).address(), attributes);
    }

    /** Exit code and output of a program. */
    private record Ended(int code, String output) {}

    /** Knows the certificate, and checks that it is for the name: it speaks with the backend, not with the balancer. */
    private Ended curl(String name) throws Exception {
        return run(
                "",
                "curl",
                "--silent",
                "--noproxy",
                "*",
                "--cacert",
                certificate.toString(),
                "--connect-to",
                name + ":443:127.0.0.1:" + balancer.address().getPort(),
                "https://" + name + "/");
    }

    private Ended openssl(String... name) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "s_client",
                "-quiet",
                "-verify_quiet",
                "-connect",
                "127.0.0.1:" + balancer.address().getPort()));
        command.addAll(List.of(name));
        return run("GET / HTTP/1.0\r\n\r\n", "openssl", command.toArray(String[]::new));
    }

    private Ended run(String input, String name, String... arguments) throws Exception {
        Path errors = Files.createTempFile(logs, "errors", ".txt");
        Process program =
                Program.command(name, arguments).redirectError(errors.toFile()).start();
        try (InputStream output = program.getInputStream()) {
            program.getOutputStream().write(input.getBytes(UTF_8));
            program.getOutputStream().flush();
            String printed = new String(output.readAllBytes(), UTF_8);
            assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return new Ended(program.exitValue(), printed);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    /** A field of each line. */
    private List<String> logged(String field) throws Exception {
        List<String> values = new ArrayList<>();
        for (JsonNode line : balancer.log().jsonByClient().values()) {
            values.add(line.path(field).asText());
        }
        return values;
    }
}

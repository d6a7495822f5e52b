package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.giliran.settings.HostPort;
import io.giliran.transport.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** Denied clients are rejected before their PROXY protocol header, ClientHello or TLS handshake is awaited. */
final class EarlyRulesIT extends OverRealSockets {
    /** Longer than any test: who is awaited does not end by itself. */
    private static final String AWAITS_HELLOS = "sni { routing = on, timeout = 3m }\n";

    private static final String DENIED = "127.0.0.9";
    private static final int PATIENCE_MILLIS = 40_000;

    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("relay", 2));
    }

    @Test
    void whoIsDeniedIsNotAwaited() throws Exception {
        start(AWAITS_HELLOS + "clients.deny = [ \"" + DENIED + "\" ]");

        try (Socket denied = connect(DENIED);
                Socket other = connect("127.0.0.1")) {
            assertEnds(denied);
            assertIsAwaited(other);
            balancer.stop();
            assertThat(code(denied)).isEqualTo("PR");
        }
    }

    @Test
    void whoHasAsManyAsItMayIsNotAwaitedAndThoseThatAreCount() throws Exception {
        start(AWAITS_HELLOS + "clients.max-connections = 2");

        try (Socket first = connect("127.0.0.2");
                Socket second = connect("127.0.0.2");
                Socket third = connect("127.0.0.2");
                Socket other = connect("127.0.0.3")) {
            // With several loops it is not known which of the three comes last.
            List<Socket> three = List.of(first, second, third);
            Await.equal(
                    "sent away",
                    1L,
                    () -> three.stream().filter(EarlyRulesIT::hasEnded).count());
            assertIsAwaited(other);
            three.stream()
                    .filter(each -> !hasEnded(each))
                    .findFirst()
                    .orElseThrow()
                    .close();
            // The one that has left counts no more as soon as that is noticed.
            Await.equal("may connect", true, () -> {
                try (Socket next = connect("127.0.0.2")) {
                    return !hasEnded(next);
                }
            });
        }
    }

    /** The address that counts is the header's, and what is awaited behind the header does not come. */
    @Test
    void whoIsDeniedByItsHeaderIsAwaitedNoLonger() throws Exception {
        start(AWAITS_HELLOS + "clients.deny = [ \"192.0.2.1\", \"127.0.0.1\" ]\n"
                + "proxy-protocol { accept = v1, trusted = [ \"127.0.0.1\" ], header-timeout = 3m }");

        try (Socket denied = connect("127.0.0.1");
                Socket other = connect("127.0.0.1")) {
            denied.getOutputStream().write("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n".getBytes(US_ASCII));
            other.getOutputStream().write("PROXY TCP4 192.0.2.2 198.51.100.2 56324 443\r\n".getBytes(US_ASCII));
            assertEnds(denied);
            assertIsAwaited(other);
        }
    }

    /**
     * Clients go in every way: idle, half a ClientHello, garbage, a whole one, by FIN and by reset, over the limit and below it.
     * When all have gone, one address may have as many as before, and none is open.
     */
    @Test
    void countsComeBackToZeroHoweverClientsGo() throws Exception {
        long seed = 20261201;
        Random random = new Random(seed);
        balancer.refusing("b1");
        balancer.server("b2");
        balancer.change("ejection.enabled = off\n" + AWAITS_HELLOS + "clients { max-connections = 3 }");
        balancer.start();
        byte[] hello = clientHello();
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (open.size() < 8 && random.nextBoolean()) {
                Socket next = connect("127.0.0." + (2 + random.nextInt(3)));
                open.add(next);
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> next.getOutputStream().write(hello, 0, 1 + random.nextInt(hello.length - 1));
                        case 1 -> next.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                        case 2 -> next.getOutputStream().write(hello);
                        default -> {}
                    }
                } catch (SocketException sentAway) {
                    continue;
                }
            } else if (!open.isEmpty()) {
                Socket leaves = open.remove(random.nextInt(open.size()));
                if (random.nextBoolean()) {
                    leaves.setSoLinger(true, 0);
                }
                leaves.close();
            }
        }
        for (Socket left : open) {
            left.close();
        }
        Await.equal("open", 0, () -> balancer.status().open());

        for (int host = 2; host <= 4; host++) {
            List<Socket> three = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                three.add(connect("127.0.0." + host));
            }
            try (Socket fourth = connect("127.0.0." + host)) {
                three.add(fourth);
                Await.equal(
                        "sent away",
                        1L,
                        () -> three.stream().filter(EarlyRulesIT::hasEnded).count());
                for (Socket each : three) {
                    each.close();
                }
            }
        }
    }

    private void start(String changes) throws IOException {
        balancer.server("b1");
        balancer.change(changes);
        balancer.start();
    }

    private Socket connect(String from) throws IOException {
        Socket client = new Socket();
        client.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        client.setSoTimeout(PATIENCE_MILLIS);
        client.connect(balancer.address(), PATIENCE_MILLIS);
        return client;
    }

    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("a.example", 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private String code(Socket client) throws IOException {
        return balancer.log()
                .byClient()
                .get(HostPort.format((InetSocketAddress) client.getLocalSocketAddress()))
                .code();
    }

    private static void assertEnds(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static void assertIsAwaited(Socket client) throws IOException {
        assertThat(hasEnded(client)).isFalse();
    }

    /** Looks for a moment. */
    private static boolean hasEnded(Socket client) {
        try {
            client.setSoTimeout(50);
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}

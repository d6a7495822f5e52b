package io.giliran.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.admin.http.AdminConnection;
import io.giliran.admin.http.AdminConnections;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers of the runtime API that do not get on, and others that have to be answered meanwhile. */
@Timeout(180)
final class SlowPeersIT {
    private static final ActorTestKit KIT = ActorTestKit.create("slow-peers", ConfigFactory.load());
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int SLOW = 200;

    @TempDir
    private Path logs;

    private final Deque<Socket> opened = new ArrayDeque<>();
    private AdminUnderTest api;

    @BeforeEach
    void start() throws Exception {
        api = new AdminUnderTest(KIT, logs, "").listening();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : opened) {
            socket.close();
        }
        api.close();
    }

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    /** Each has sent half a header. Their own deadline is 5 s; health is not that patient. */
    @Test
    void healthIsAnsweredWhileTwoHundredSendTheirHeadersSlowly() throws Exception {
        for (int i = 0; i < SLOW; i++) {
            send(connect(), "GET /health HTTP/1.1\r\nHost: 127.");
        }
        assertMonitored();
    }

    @Test
    void healthIsAnsweredWhileTwoHundredSendTheirBodiesSlowly() throws Exception {
        for (int i = 0; i < SLOW; i++) {
            send(
                    connect(),
                    "POST /v1/backends HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 1000\r\n\r\n{");
        }
        assertMonitored();
    }

    /** They ask for the metrics again and again and read nothing, until nothing more is taken from them. */
    @Test
    void healthIsAnsweredWhileTwoHundredDoNotReadTheirAnswers() throws Exception {
        String asked = ("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").repeat(8);
        for (int i = 0; i < SLOW; i++) {
            Socket reader = new Socket();
            reader.setReceiveBufferSize(4096);
            reader.connect(api.address(), PATIENCE_MILLIS);
            opened.push(reader);
            send(reader, asked);
        }
        assertAnswered("/health", "/ready", "/health");
    }

    /** A byte now and then is no silence: only a deadline for the whole header ends it. */
    @Test
    void aHeaderThatComesByteByByteHasToBeThereInTime() throws Exception {
        Socket slow = connect();
        Socket idle = connect();
        long begun = System.nanoTime();
        boolean ended = false;
        String header = "GET /health HTTP/1.1\r\nHost: " + "a".repeat(4000);
        slow.setSoTimeout(100);
        for (int i = 0; !ended; i++) {
            try {
                send(slow, header.substring(i, i + 1));
                ended = slow.getInputStream().read() < 0;
            } catch (SocketTimeoutException goesOn) {
                assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
            } catch (IOException reset) {
                ended = true;
            }
        }

        assertThat(System.nanoTime() - begun).isGreaterThan(AdminConnection.HEADER_WITHIN.toNanos() / 2);
        assertEnds(idle);
    }

    @Test
    void aBodyHasToBeThereInTimeAndIsToldSo() throws Exception {
        Socket slow = connect();
        send(
                slow,
                "POST /v1/backends HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{");

        assertThat(new String(slow.getInputStream().readAllBytes(), US_ASCII))
                .startsWith("HTTP/1.1 400")
                .contains("the body did not come within 5 s");
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        Socket client = connect();
        send(
                client,
                "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                        + "GET /v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                        + "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        String answers = new String(client.getInputStream().readAllBytes(), US_ASCII);
        assertThat(answers.replaceAll("(?s)(HTTP/1.1 \\d+).*?(?=HTTP/1.1|\\z)", "$1 "))
                .isEqualTo("HTTP/1.1 200 HTTP/1.1 404 HTTP/1.1 200 ");
    }

    /** Many pieces of 64 KiB, at a pace at which each of them gets on. */
    @Test
    void aSlowReaderWhoGetsOnGetsAllOfALongAnswer() throws Exception {
        Socket reader = new Socket();
        reader.setReceiveBufferSize(4096);
        reader.connect(api.address(), PATIENCE_MILLIS);
        opened.push(reader);
        reader.setSoTimeout(PATIENCE_MILLIS);
        send(
                reader,
                ("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").repeat(19)
                        + "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        String answers = new String(reader.getInputStream().readAllBytes(), US_ASCII);
        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(21);
    }

    /** Health and readiness on new connections, and the metrics. */
    private void assertMonitored() throws Exception {
        assertAnswered("/health", "/ready", "/metrics", "/health");
        assertThat(opened.stream().filter(SlowPeersIT::isOpen).count())
                .as("connections that are left of " + SLOW)
                .isLessThanOrEqualTo(AdminConnections.MOST);
    }

    private void assertAnswered(String... paths) throws Exception {
        for (String path : paths) {
            Socket monitor = connect();
            send(monitor, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(new String(monitor.getInputStream().readAllBytes(), US_ASCII))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // What was answered before.
            }
            return false;
        } catch (SocketTimeoutException stillOpen) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(api.address(), PATIENCE_MILLIS);
        opened.push(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        try {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
        } catch (SocketException ended) {
            // It was one too many.
            return;
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}

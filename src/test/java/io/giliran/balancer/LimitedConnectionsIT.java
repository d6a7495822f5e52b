package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** A balancer that may have fewer connections than there are clients. */
final class LimitedConnectionsIT extends OverRealSockets {
    private static final int PLACES = 4;
    private static final int CLIENTS = 16;
    private static final int REQUESTS = 40;
    private static final int TIMEOUT_MILLIS = 30_000;

    static Stream<Arguments> dataPlanes() {
        return Stream.of(arguments("relay", 1), arguments("relay", 3), arguments("streams", 1));
    }

    @Override
    String settings() {
        return "max-connections = " + PLACES + "\n";
    }

    /** The clients' own count is never above the balancer's: each is counted after its greeting and until it closes. */
    @Test
    void everyClientIsServedInTurnAndNeverMoreThanMayBe() throws Exception {
        balancer.server("b1");
        balancer.start();
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> {
                for (int request = 0; request < REQUESTS; request++) {
                    request(held, most);
                }
                return null;
            }));
        }
        try {
            for (Future<?> client : clients) {
                client.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(most.get()).isBetween(1, PLACES);
        assertThat(balancer.status().accepted()).isEqualTo(CLIENTS * REQUESTS);
    }

    private void request(AtomicInteger held, AtomicInteger most) throws IOException {
        try (Socket client = new Socket()) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            client.connect(balancer.address(), TIMEOUT_MILLIS);
            BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            assertThat(lines.readLine()).isEqualTo("b1");
            most.accumulateAndGet(held.incrementAndGet(), Math::max);
            client.getOutputStream().write("ping\n".getBytes(UTF_8));
            assertThat(lines.readLine()).isEqualTo("ping");
            held.decrementAndGet();
        }
    }
}

package io.giliran.balancer.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.model.Termination;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ClientRulesTest {
    private static final int HOSTS = 5;

    /** Rules that change while clients come and go: each that ends counts no more, and once only, with whom it was counted. */
    @Test
    void aReloadChangesWhoMayConnectFromThenOn() {
        ClientSettings none = settings("");
        ClientSettings denied = settings("clients { deny = [ \"192.0.2.1\" ], max-connections = 1 }");
        ClientRules rules = new ClientRules(none);
        ClientRules.Judged before = rules.judge(host(1), 0);
        assertThat(before.isRefused()).isFalse();

        rules.change(denied, 0);

        assertThat(rules.judge(host(1), 0).refused()).isEqualTo(Termination.DENIED);
        ClientRules.Judged first = rules.judge(host(2), 0);
        assertThat(rules.judge(host(2), 0).refused()).isEqualTo(Termination.CLIENT_LIMIT);
        rules.change(settings("clients.max-connections = 1"), 0);
        assertThat(rules.judge(host(1), 0).isRefused()).isFalse();
        assertThat(rules.judge(host(2), 0).refused()).as("still counted").isEqualTo(Termination.CLIENT_LIMIT);
        before.ended();
        first.ended();
        first.ended();
        assertThat(rules.judge(host(2), 0).isRefused()).isFalse();
        assertThat(rules.judge(host(2), 0).isRefused()).isTrue();
    }

    /** Acceptors judge on their threads, and connections end on others: afterwards each may have as many as at the start. */
    @Test
    void countsFromManyThreadsComeBackToZero() throws Exception {
        long seed = 20261201;
        ClientRules rules = new ClientRules(settings("clients.max-connections = 3"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            running.add(threads.submit(() -> {
                List<ClientRules.Judged> open = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    if (random.nextBoolean()) {
                        ClientRules.Judged judged = rules.judge(host(random.nextInt(HOSTS)), i);
                        open.add(judged);
                    } else if (!open.isEmpty()) {
                        open.remove(random.nextInt(open.size())).ended();
                    }
                }
                open.forEach(ClientRules.Judged::ended);
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();

        for (int host = 0; host < HOSTS; host++) {
            for (int i = 0; i < 3; i++) {
                assertThat(rules.judge(host(host), 0).isRefused())
                        .as("seed %d", seed)
                        .isFalse();
            }
            assertThat(rules.judge(host(host), 0).isRefused()).isTrue();
        }
    }

    private static ClientSettings settings(String changes) {
        return SampleSettings.routing(changes).dispatch().clients();
    }

    private static InetSocketAddress host(int number) {
        return new InetSocketAddress("192.0.2." + number, 40_000);
    }
}

package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.health.AdminState;
import io.giliran.policy.Backend;
import io.giliran.policy.PickJournal;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Signal;
import io.giliran.workload.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journal of the picks of all routes together. */
final class RouteJournalTest {
    private static final String A = "a.example";
    private static final String B = "b.example";

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    /** Whatever happens to routes: each pool hears of all that it has to, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "p2c", "peak-ewma", "join-idle-queue", "prequal", "maglev"})
    void whatIsWrittenDownOfAllRoutesIsPickedAgain(String policy) {
        long seed = policy.hashCode();
        RandomStream random = new RandomStream(seed);
        List<String> lines = new ArrayList<>();
        balancer.start(
                true,
                (settings, route) -> settings.picking(line -> lines.add(PickJournal.line(route, line))),
                NO_EJECTION + "policy.name = " + policy,
                serving("b1", A + "|" + B).withMaxConnections(3),
                serving("b2", B).withMaxConnections(5),
                backend("b3"));
        List<String> names = new ArrayList<>(List.of(A, B, "c.example"));
        List<Backend> open = new ArrayList<>();
        long client = 0;
        for (int step = 0; step < 3_000; step++) {
            balancer.now += random.nextInt(1_000_000);
            switch (random.nextInt(20)) {
                case 0 -> change(random);
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                    Admission admission = balancer.dispatch.admit(
                            ++client, ClientRules.nobody(), CLIENT, names.get(random.nextInt(3)), balancer.now);
                    if (admission instanceof Admission.Go go) {
                        open.add(go.destination().backend());
                    }
                }
                case 11 -> {
                    if (!open.isEmpty()) {
                        balancer.dispatch.observed(
                                open.get(random.nextInt(open.size())), Signal.FIRST_BYTE, 1_000, balancer.now);
                    }
                }
                default -> {
                    if (!open.isEmpty()) {
                        Backend ended = open.remove(random.nextInt(open.size()));
                        balancer.dispatch.ended(
                                ended,
                                random.nextInt(10) == 0
                                        ? new BackendConduct(BackendConduct.Kind.CLOSED_UNASKED, 5)
                                        : BackendConduct.ANSWERED,
                                DispatchUnderTest.CLIENT,
                                balancer.now);
                        for (Dispatch.Served<Long> served = balancer.dispatch.nextServed(balancer.now);
                                served != null;
                                served = balancer.dispatch.nextServed(balancer.now)) {
                            open.add(served.admission().destination().backend());
                        }
                    }
                }
            }
        }
        while (!open.isEmpty()) {
            balancer.dispatch.ended(open.remove(0), BackendConduct.ANSWERED, CLIENT, balancer.now);
        }
        assertThat(balancer.dispatch.registry().all())
                .as("seed %d", seed)
                .allSatisfy(entry -> assertThat(entry.connections()).isZero());

        DispatchSettings settings = balancer.dispatch.settings();
        PickReplay replay = new PickReplay((name, recorded, slowStart) -> settings.picking(null));
        lines.forEach(replay::take);
        assertThat(replay.picks()).isGreaterThan(500);
        assertThat(replay.firstDifference()).as("seed %d", seed).isNull();
        assertThat(lines).filteredOn(line -> line.contains(" pool,")).hasSizeGreaterThan(3);
    }

    /** A backend joins, leaves, gets other names, or is drained or not. */
    private void change(RandomStream random) {
        String name = "b" + (1 + random.nextInt(6));
        String serverNames = List.of(A, B, A + "|" + B, "*.example").get(random.nextInt(4));
        Optional<BackendRegistry.Entry> entry = balancer.dispatch.registry().find(name);
        if (entry.isEmpty()) {
            Destination described = random.nextInt(3) == 0 ? backend(name) : serving(name, serverNames);
            balancer.dispatch.add(
                    random.nextInt(2) == 0 ? described : described.withMaxConnections(1 + random.nextInt(4)),
                    balancer.now);
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> balancer.dispatch.remove(entry.get(), false, balancer.now);
            case 1 -> balancer.rename(name, serverNames);
            case 2 -> balancer.dispatch.setAdmin(entry.get(), AdminState.DRAIN, balancer.now);
            default -> balancer.dispatch.setAdmin(entry.get(), AdminState.READY, balancer.now);
        }
    }
}

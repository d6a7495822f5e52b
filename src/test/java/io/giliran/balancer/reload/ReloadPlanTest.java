package io.giliran.balancer.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of a reload, sentence for sentence. */
final class ReloadPlanTest {
    private static final String B1 = "b1=127.0.0.1:7001";
    private static final String B2 = "b2=127.0.0.1:7002";

    @Test
    void theSameIsNoChange() {
        assertThat(sentences(wanted("", B1, B2), wanted("", B1, B2))).isEmpty();
    }

    @Test
    void aBackendMoreJoins() {
        assertThat(sentences(wanted("", B1), wanted("", B1, B2, "b3=127.0.0.3:7,weight=4,max-connections=5,backup")))
                .containsExactly(
                        "b2 joins: 127.0.0.1:7002, weight 1",
                        "b3 joins: 127.0.0.3:7, weight 4, at most 5 connections, backup");
    }

    @Test
    void aBackendLessLeaves() {
        assertThat(sentences(wanted("", B1, B2), wanted("", B2)))
                .containsExactly("b1 leaves: it gets no new connections, those it has go on");
    }

    /** Their indexes change with their places, and mean nothing. */
    @Test
    void anotherOrderIsNoChange() {
        assertThat(sentences(wanted("", B1, B2), wanted("", B2, B1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1=127.0.0.1:7001,weight=5 | b1 changes: weight 1 becomes 5",
                "b1=127.0.0.1:7001,max-connections=9 | b1 changes: max-connections off becomes 9",
                "b1=127.0.0.1:7001,weight=2,max-connections=9"
                        + " | b1 changes: weight 1 becomes 2, max-connections off becomes 9",
                "b1=127.0.0.1:7009 | b1 is replaced: address 127.0.0.1:7001 becomes 127.0.0.1:7009;"
                        + " the old one gets no new connections, those it has go on",
                "b1=localhost:7001 | b1 changes: address 127.0.0.1:7001 becomes localhost:7001",
                "b1=127.0.0.1:7001,send-proxy=v2 | b1 changes: send-proxy off becomes v2",
                "b1=127.0.0.1:7001,backup | b1 changes: it becomes a backup",
            })
    void aBackendThatChanges(String after, String sentence) {
        assertThat(sentences(wanted("", B1), wanted("", after))).containsExactly(sentence);
    }

    @Test
    void aBackupMayBeNoneAnyMore() {
        assertThat(sentences(wanted("", B1 + ",backup"), wanted("", B1)))
                .containsExactly("b1 changes: it is no backup any more");
    }

    @Test
    void settingsOfTheRouterHoldAtOnce() {
        ReloadPlan plan = plan(
                wanted("", B1),
                wanted(
                        "policy.name = p2c, connect-timeout = 9s, queue.size = 3, max-connections = 8,"
                                + " discovery.dns.interval = 7s, shutdown.grace = 1s, shutdown.deadline = 2s",
                        B1));

        assertThat(sentences(plan))
                .containsExactly(
                        "connect-timeout 5s becomes 9s",
                        "discovery.dns.interval 5s becomes 7s",
                        "max-connections off becomes 8",
                        "policy.name round-robin becomes p2c",
                        "queue.size 1024 becomes 3",
                        "shutdown.deadline 0s becomes 2s",
                        "shutdown.grace 0s becomes 1s");
        assertThat(plan.routing())
                .usingRecursiveComparison()
                .isEqualTo(wanted(
                                "policy.name = p2c, connect-timeout = 9s, queue.size = 3, shutdown.grace = 1s,"
                                        + " shutdown.deadline = 2s",
                                B1)
                        .routing());
        assertThat(plan.result().maxConnections()).isEqualTo(8);
    }

    /** It is told at each reload, until the file says again what is. */
    @Test
    void whatNeedsARestartStaysAsItIs() {
        DesiredState running = wanted("", B1);
        ReloadPlan plan = plan(running, wanted("listen = \"127.0.0.1:9\", loops = 2", B1));

        assertThat(sentences(plan))
                .containsExactly(
                        "listen = 127.0.0.1:9 needs a restart; it stays 127.0.0.1:7000",
                        "loops = 2 needs a restart; it stays 1");
        assertThat(plan.changes()).noneMatch(ReloadPlan.Change::isDone);
        assertThat(sentences(plan.result(), wanted("loops = 2", B1)))
                .containsExactly("loops = 2 needs a restart; it stays 1");
        assertThat(sentences(plan.result(), running)).isEmpty();
    }

    @Test
    void whatAnOperatorHasChangedStaysWhileTheFileSaysTheSame() {
        DesiredState running = wanted("", B1, B2);
        // b1 was removed by hand, x was added by hand, and the policy was changed to p2c.
        Map<String, Origin> here = Map.of("b2", Origin.CONFIGURATION, "x", Origin.OPERATOR);

        ReloadPlan same = ReloadPlan.between(running, wanted("retries = 1", B1, B2), here, "p2c", false);
        assertThat(sentences(same)).containsExactly("retries all becomes 1");
        assertThat(same.routing().dispatch().policy().name()).isEqualTo("p2c");
        assertThat(same.routing().connections().retries()).hasValue(1);

        ReloadPlan other =
                ReloadPlan.between(running, wanted("policy.name = random", B1 + ",weight=2", B2), here, "p2c", false);
        assertThat(sentences(other))
                .containsExactly("b1 joins: 127.0.0.1:7001, weight 2", "policy.name round-robin becomes random");
        assertThat(other.routing().dispatch().policy().name()).isEqualTo("random");

        // Nor does what is gone already leave.
        assertThat(sentences(ReloadPlan.between(running, wanted("", B2), here, "p2c", false)))
                .isEmpty();
    }

    @Test
    void aNameThatAnOperatorHasTakenIsTakenUntilHeGivesItBack() {
        DesiredState running = wanted("", B1);
        DesiredState wanted = wanted("", B1, B2);
        ReloadPlan plan = ReloadPlan.between(
                running, wanted, Map.of("b1", Origin.CONFIGURATION, "b2", Origin.OPERATOR), "round-robin", false);

        assertThat(sentences(plan))
                .containsExactly("b2 does not join: an operator has added a backend of this name,"
                        + " which has to be removed first");
        assertThat(plan.changes()).noneMatch(ReloadPlan.Change::isDone);
        assertThat(sentences(plan.result(), wanted)).containsExactly("b2 joins: 127.0.0.1:7002, weight 1");
    }

    @Test
    void aBackendMayServeOtherNames() {
        String by = "sni.routing = on";
        assertThat(sentences(plan(
                        wanted(by, B1 + ",sni=b.example|a.example", B2),
                        wanted(
                                by,
                                B1 + ",sni=A.example|b.example",
                                B2 + ",sni=*.example",
                                "b3=127.0.0.3:7,sni=c.example"),
                        true)))
                .containsExactly(
                        "b2 changes: sni off becomes *.example", "b3 joins: 127.0.0.3:7, weight 1, sni c.example");
    }

    /** Until then they serve whom they serve now: nobody's clients must come to them. */
    @Test
    void namesCountOnlyAfterARestartWhenClientsAreNotRoutedByName() {
        DesiredState running = wanted("", B1, B2);
        DesiredState wanted = wanted("sni.routing = on", B1 + ",sni=a.example", B2, "b3=127.0.0.3:7,sni=c.example");
        ReloadPlan plan = plan(running, wanted);

        assertThat(sentences(plan))
                .containsExactly(
                        "b1 stays as it is: its sni needs sni.routing = on, and that a restart",
                        "b3 stays as it is: its sni needs sni.routing = on, and that a restart",
                        "sni.routing = on needs a restart; it stays off");
        assertThat(plan.changes()).noneMatch(ReloadPlan.Change::isDone);
        assertThat(plan.result().backends()).isEqualTo(running.backends());
        assertThat(sentences(plan(plan.result(), running))).isEmpty();
    }

    @Test
    void discoveredBackendsComeAfterTheConfiguredOnes() {
        Destination sameName = destination("b1", 7009);
        Destination sameAddress = destination("other", 7001);
        Destination fresh = destination("b9", 7090);
        DesiredState running = wanted("", B1);
        DesiredState wanted = DesiredState.of(settings("", B1), List.of(sameName, sameAddress, fresh, fresh));

        assertThat(wanted.backends())
                .extracting(DesiredState.Sourced::name, DesiredState.Sourced::origin)
                .containsExactly(tuple("b1", Origin.CONFIGURATION), tuple("b9", Origin.DISCOVERY));
        assertThat(sentences(running, wanted)).containsExactly("b9 joins: 127.0.0.1:7090, weight 1");
        assertThat(sentences(wanted, running))
                .containsExactly("b9 leaves: it gets no new connections, those it has go on");
        assertThat(sentences(wanted, wanted("", B1, "b9=127.0.0.1:7090")))
                .containsExactly("b9 changes: it is configured now");
    }

    static Stream<String> keys() {
        return settings("", B1).written().keySet().stream();
    }

    /** Whoever adds a key has to say here which of the two it is. */
    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyEitherHoldsAtOnceOrNeedsARestart(String key) {
        boolean needsRestart =
                List.of("listen", "data-plane", "backlog", "loops", "clients-speak-first", "tls.termination")
                                .contains(key)
                        || key.startsWith("access-log.")
                        || key.startsWith("proxy-protocol.")
                        || key.startsWith("unix-sockets.")
                        || key.startsWith("sni.");

        assertThat(BalancerSettings.needsRestart(key)).as(key).isEqualTo(needsRestart);
    }

    private static List<String> sentences(DesiredState applied, DesiredState wanted) {
        return sentences(plan(applied, wanted));
    }

    private static List<String> sentences(ReloadPlan plan) {
        return plan.changes().stream().map(ReloadPlan.Change::sentence).toList();
    }

    private static ReloadPlan plan(DesiredState applied, DesiredState wanted) {
        return plan(applied, wanted, false);
    }

    /** Nobody has changed anything by hand. */
    private static ReloadPlan plan(DesiredState applied, DesiredState wanted, boolean routesByName) {
        Map<String, Origin> here = new HashMap<>();
        applied.backends().forEach(backend -> here.put(backend.name(), backend.origin()));
        return ReloadPlan.between(
                applied, wanted, here, applied.routing().dispatch().policy().name(), routesByName);
    }

    private static DesiredState wanted(String changes, String... backends) {
        return DesiredState.of(settings(changes, backends), List.of());
    }

    private static ReloadableSettings settings(String changes, String... backends) {
        return ReloadableSettings.from(ConfigFactory.parseString("giliran.balancer { " + changes + "\n backends = [ \""
                        + String.join("\", \"", backends) + "\" ] }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    private static Destination destination(String name, int port) {
        return new Destination(
                new Backend(0, name, 1, "127.0.0.1:" + port),
                new InetSocketAddress("127.0.0.1", port),
                false,
                BackendPool.ENDLESS);
    }
}

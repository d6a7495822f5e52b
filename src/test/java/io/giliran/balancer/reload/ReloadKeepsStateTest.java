package io.giliran.balancer.reload;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.OTHER_CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.SECOND;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backup;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.StateDump;
import io.giliran.balancer.clients.ClientLimits;
import io.giliran.balancer.dispatch.DispatchUnderTest;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.balancer.settings.DispatchSettings;
import io.giliran.health.AdminState;
import io.giliran.health.CheckResult;
import io.giliran.policy.Signal;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A reload changes settings, and state stays. Each key that holds at once is reloaded alone in a balancer in which much has
 * happened; everything that its objects hold is compared, and only what the key is about may differ.
 */
final class ReloadKeepsStateTest {
    private static final String BASE = """
            policy.name = peak-ewma
            slow-start = 20s
            health { checks = on, initial-state = down, interval = 2s, jitter = 0, rise = 3, fall = 4, panic-threshold = 30 }
            ejection { enabled = on, connect-failures = 3, maximum-percent = 50 }
            clients { max-connections = 4, max-rate = 10, burst = 8, remembered = 100, ipv6-networks = on }
            queue.size = 8
            """;

    /** What may differ after any reload: where settings are kept, and work that was done meanwhile. */
    private static final List<String> ALWAYS = List.of("\\.settings.*", "\\.health\\.health\\.settled");

    private static final String POOL = "\\.routes\\.everybodyElse\\.(picking|known).*";
    private static final String POOL_RAMP =
            "\\.routes\\.everybodyElse\\.picking\\.pool\\.(slowStartNanos|nextStepAt|joinedAt\\[0\\]|primaries.*)";
    private static final String CHECKS_DUE = "\\.health\\.health\\.(checksDue.*|backends\\[\\d+\\]\\.schedule\\.dueAt)";
    private static final String RISE_FALL = "\\.health\\.health\\.backends\\[\\d+\\]\\.riseFall\\.(rise|fall)";
    private static final String INTERVAL_END = "\\.health\\.health\\.outliers\\.intervalEndsAt";
    private static final String RATE =
            "\\.rules\\.current\\.limits\\.(intervalNanos|(busy|idle)\\[.*\\]\\.fullAtNanos)";
    private static final String RULES = "\\.rules\\.current\\.rules.*";
    /** The two that have connections in IPv4 must not be among them. */
    private static final String IPV6_CLIENTS = "\\.rules\\.current\\.limits\\.(begun|latestNanos|busy\\.size|busy#2"
            + "|busy\\[AddressBits\\[high=[1-9].*)";

    private static final String NONE = "-";

    /** Each key, another value for it, and what it may change. Nothing stands for keys that no state hangs on. */
    private static final Map<String, List<String>> KEYS = new TreeMap<>();

    private static void key(String key, String value, String... touched) {
        List<String> row = new ArrayList<>(List.of(value));
        row.addAll(List.of(touched));
        KEYS.put(key, row);
    }

    static {
        key("policy.name", "least-connections", POOL);
        key("policy.bounded-load", "1.25");
        key("policy.peak-ewma.signal", "connect", POOL);
        key("policy.peak-ewma.decay-time", "3s", POOL);
        key("policy.peak-ewma.failure-penalty", "3s", POOL);
        key("policy.least-time.signal", "connect");
        key("policy.least-time.halving-time", "3s");
        key("policy.ring-hash.minimum-size", "512");
        key("policy.ring-hash.maximum-size", "4096");
        key("policy.maglev.table-size", "251");
        key("policy.prequal.probes-per-pick", "2");
        key("policy.prequal.pool-size", "8");
        key("policy.prequal.maximum-age", "2s");
        key("policy.prequal.removals-per-pick", "2");
        key("policy.prequal.hot-quantile", "0.5");
        key("policy.prequal.reuse-slack", "2");
        key("slow-start", "40s", POOL_RAMP);
        key("seed", "77", POOL);
        key("health.checks", "off", "\\.health\\.health\\.(backends|checksDue|eligible|panics).*", "\\.routes.*");
        key("health.send", "text:PING");
        key("health.expect", "text:PONG");
        key("health.timeout", "300ms");
        key("health.interval", "100ms", CHECKS_DUE);
        key("health.fast-interval", "100ms", CHECKS_DUE);
        key("health.down-interval", "100ms", CHECKS_DUE);
        key("health.jitter", "0.4");
        key("health.rise", "5", RISE_FALL);
        key("health.fall", "6", RISE_FALL);
        key("health.initial-state", "unknown");
        key("health.panic-threshold", "20", "\\.health\\.health\\.panics.*");
        key("health.on-down", "cut");
        key(
                "ejection.enabled",
                "off",
                "\\.health\\.health\\.(outliers.*|eligible.*|panics.*|pools.*|ejectionsChanged)",
                "\\.routes.*");
        key("ejection.connect-failures", "7");
        key("ejection.unanswered", "7");
        key("ejection.unanswered-clients", "7", ".*\\.unanswered\\.clients\\[[56]\\]");
        key("ejection.unanswered-within", "7s");
        key("ejection.interval", "1s", INTERVAL_END);
        key("ejection.success-rate.minimum-backends", "3");
        key("ejection.success-rate.volume", "30");
        key("ejection.success-rate.deviations", "3");
        key("ejection.base-time", "40s");
        key("ejection.maximum-time", "400s");
        key("ejection.maximum-percent", "60");
        key("ejection.return-on-passed-check", "off");
        key("queue.size", "1");
        key("queue.timeout", "1s");
        key("queue.order", "lifo");
        key("clients.allow", "[\"10.0.0.0/8\"]", RULES);
        key("clients.deny", "[\"192.0.2.0/24\"]", RULES);
        key("clients.max-connections", "2");
        key("clients.max-rate", "5", RATE);
        key("clients.burst", "3");
        key("clients.ipv6-networks", "off", IPV6_CLIENTS);
        key("clients.remembered", "50");
        // What is told to connections and to the listener; nothing here hangs on it.
        for (String key : List.of(
                "connect-timeout",
                "retries",
                "retry-deadline",
                "idle-timeout",
                "half-closed-timeout",
                "max-age",
                "max-age-jitter",
                "keep-alive",
                "backend-tls.",
                "shutdown.",
                "max-connections",
                "discovery.",
                "tls.")) {
            key(key, NONE);
        }
    }

    private final DispatchUnderTest balancer = new DispatchUnderTest();

    @Test
    void everyKeyThatHoldsAtOnceIsInTheTable() {
        Set<String> missing = new TreeSet<>();
        for (var entry : ConfigFactory.defaultReference()
                .resolve()
                .getConfig("giliran.balancer")
                .entrySet()) {
            String key = entry.getKey();
            boolean isKnown = KEYS.keySet().stream()
                    .anyMatch(known -> known.endsWith(".") ? key.startsWith(known) : key.equals(known));
            if (!key.equals("backends") && !BalancerSettings.needsRestart(key) && !isKnown) {
                missing.add(key);
            }
        }

        assertThat(missing).isEmpty();
    }

    @TestFactory
    Collection<DynamicTest> aReloadOfOneKeyLosesNothingElse() {
        return KEYS.entrySet().stream()
                .filter(row -> !row.getValue().get(0).equals(NONE))
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> new ReloadKeepsStateTest()
                                .losesNothing(
                                        row.getKey(),
                                        row.getValue().get(0),
                                        row.getValue().subList(1, row.getValue().size()))))
                .toList();
    }

    private void losesNothing(String key, String value, List<String> touched) {
        happenMuch();
        Map<String, String> before = dump();

        balancer.change(BASE + key + " = " + (value.startsWith("[") ? value : "\"" + value + "\"") + "\n");

        Map<String, String> after = dump();
        assertThat(balancer.dispatch.settings()).as("the key was read").isNotEqualTo(settings(BASE));
        assertThat(differing(before, after, touched)).isEmpty();
        assertThat(balancer.cuts).isEmpty();
    }

    /** One goes down, one is ejected, one is on its way up, one is drained, one fails; clients come, wait and go. */
    private void happenMuch() {
        balancer.start(BASE, backend("b1"), backend("b2"), bounded("b3", 40), backend("b4"), backup("b5"));
        for (String name : List.of("b1", "b2", "b3", "b4", "b5")) {
            for (int i = 0; i < (name.equals("b4") ? 2 : 3); i++) {
                balancer.check(name, CheckResult.L4OK);
            }
        }
        balancer.check("b3", CheckResult.L4CON);
        balancer.dispatch.add(backend("b6"), balancer.now);
        balancer.dispatch.setAdmin(balancer.entry("b5"), AdminState.DRAIN, balancer.now);
        balancer.now += SECOND;
        InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::1", 40_000);
        int client = 0;
        for (InetSocketAddress address : List.of(CLIENT, CLIENT, CLIENT, OTHER_CLIENT, ipv6, ipv6)) {
            balancer.admit(++client, address);
        }
        balancer.dispatch.observed(balancer.entry("b1").backend(), Signal.FIRST_BYTE, 7_000_000, balancer.now);
        balancer.dispatch.observed(balancer.entry("b3").backend(), Signal.FIRST_BYTE, 3_000_000, balancer.now);
        for (int i = 0; i < 3; i++) {
            balancer.dispatch.health().connectFailed(balancer.entry("b2").backend(), balancer.now);
        }
        balancer.dispatch.health().connectFailed(balancer.entry("b1").backend(), balancer.now);
        assertThat(balancer.dispatch
                        .health()
                        .verdict(balancer.entry("b2"), balancer.now)
                        .state())
                .hasToString("EJECTED");
    }

    private Map<String, String> dump() {
        return StateDump.of(
                balancer.dispatch,
                type -> type.getSimpleName().endsWith("Settings")
                        || type.getSimpleName().endsWith("Parameters")
                        || type == ClientLimits.Limits.class
                        || type.getSimpleName().equals("Timing"));
    }

    private static DispatchSettings settings(String changes) {
        return SampleSettings.routing(changes).dispatch();
    }

    private static Set<String> differing(Map<String, String> before, Map<String, String> after, List<String> touched) {
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return paths.stream()
                .filter(path -> !String.valueOf(before.get(path)).equals(after.get(path)))
                .filter(path -> ALWAYS.stream().noneMatch(path::matches))
                .filter(path -> touched.stream().noneMatch(path::matches))
                .map(path -> path + ": " + before.get(path) + " becomes " + after.get(path))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

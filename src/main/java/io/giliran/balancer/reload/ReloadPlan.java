package io.giliran.balancer.reload;

import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.policy.BackendPool;
import io.giliran.settings.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Changes that a reload makes. Only what differs from the last configuration is changed: what an operator has set meanwhile
 * stays. Plain.
 *
 * @param changes in the order in which they are reported
 * @param routing settings of the router after the reload
 * @param result state to compare with at the next reload
 */
public record ReloadPlan(List<Change> changes, RouterSettings routing, DesiredState result) {
    private static final String SNI = "sni";
    private static final String POLICY_NAME = "policy.name";
    private static final String MAX_CONNECTIONS = "max-connections";
    private static final String TLS = "tls.";
    private static final String DISCOVERY = "discovery.";

    /** A change, as a sentence for people. */
    sealed interface Change {
        String sentence();

        /** Whether anything is done about it. */
        default boolean isDone() {
            return true;
        }
    }

    /** A change of a backend. */
    sealed interface OfBackend extends Change {
        String name();
    }

    record Joins(DesiredState.Sourced backend) implements OfBackend {
        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public String sentence() {
            Destination destination = backend.destination();
            return name() + " joins: " + Endpoint.format(destination.address()) + ", weight "
                    + destination.backend().weight()
                    + (destination.maxConnections() == BackendPool.ENDLESS
                            ? ""
                            : ", at most " + destination.maxConnections() + " connections")
                    + (destination.sendProxy() == null ? "" : ", send-proxy " + version(destination))
                    + (destination.serverNames().isEmpty() ? "" : ", sni " + names(destination))
                    + (destination.tls() == null ? "" : ", tls as " + destination.tls())
                    + (destination.backup() ? ", backup" : "");
        }
    }

    record Leaves(String name) implements OfBackend {
        @Override
        public String sentence() {
            return name + " leaves: it gets no new connections, those it has go on";
        }
    }

    /** Changes a backend of the same name and address in place: it keeps its connections and all other state. */
    record Changes(Destination before, DesiredState.Sourced backend, Origin originBefore) implements OfBackend {
        @Override
        public String name() {
            return backend.name();
        }

        Destination after() {
            return backend.destination();
        }

        Origin origin() {
            return backend.origin();
        }

        @Override
        public String sentence() {
            Destination after = after();
            List<String> parts = new ArrayList<>();
            if (!before.backend().key().equals(after.backend().key())) {
                parts.add(becomes(
                        "address", before.backend().key(), after.backend().key()));
            }
            if (before.backend().weight() != after.backend().weight()) {
                parts.add(becomes(
                        "weight",
                        String.valueOf(before.backend().weight()),
                        String.valueOf(after.backend().weight())));
            }
            if (before.maxConnections() != after.maxConnections()) {
                parts.add(becomes("max-connections", bound(before.maxConnections()), bound(after.maxConnections())));
            }
            if (!before.serverNames().equals(after.serverNames())) {
                parts.add(becomes(SNI, names(before), names(after)));
            }
            if (before.backup() != after.backup()) {
                parts.add(after.backup() ? "it becomes a backup" : "it is no backup any more");
            }
            if (before.sendProxy() != after.sendProxy()) {
                parts.add(becomes("send-proxy", version(before), version(after)));
            }
            if (!Objects.equals(before.tls(), after.tls())) {
                parts.add(becomes("tls", tls(before), tls(after)));
            }
            if (origin() != originBefore) {
                parts.add(origin() == Origin.DISCOVERY ? "it is discovered now" : "it is configured now");
            }
            return name() + " changes: " + String.join(", ", parts);
        }
    }

    /** Another backend takes its name, at another address. */
    record IsReplaced(Destination before, DesiredState.Sourced backend) implements OfBackend {
        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public String sentence() {
            return name() + " is replaced: "
                    + becomes(
                            "address",
                            Endpoint.format(before.address()),
                            Endpoint.format(backend.destination().address()))
                    + "; the old one gets no new connections, those it has go on";
        }
    }

    /** An operator has added a backend of this name, which goes on. */
    record IsTaken(String name) implements OfBackend {
        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public String sentence() {
            return name + " does not join: an operator has added a backend of this name, which has to be removed first";
        }
    }

    /** The server names of a backend matter only when clients are routed by name, which needs a restart. */
    record AwaitsRestart(String name) implements OfBackend {
        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public String sentence() {
            return name + " stays as it is: its sni needs sni.routing = on, and that a restart";
        }
    }

    /** A key's value that holds from now on. */
    record Sets(String key, String before, String after) implements Change {
        /** Whether it is about the TLS of clients. */
        boolean isOfTls() {
            return key.startsWith(TLS);
        }

        @Override
        public String sentence() {
            return becomes(key, before, after);
        }
    }

    /** A key's value that holds after a restart only. */
    record NeedsRestart(String key, String before, String after) implements Change {
        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public String sentence() {
            return key + " = " + after + " needs a restart; it stays " + before;
        }
    }

    public ReloadPlan {
        changes = List.copyOf(changes);
    }

    /**
     * The plan from what was applied last to what is wanted.
     *
     * @param here by name, the backends that are there now and are not leaving
     * @param policy the name of the one that is used now
     * @param routesByName whether backends may have server names
     */
    static ReloadPlan between(
            DesiredState applied, DesiredState wanted, Map<String, Origin> here, String policy, boolean routesByName) {
        List<Change> changes = new ArrayList<>();
        Map<String, String> written = new HashMap<>(wanted.written());
        List<DesiredState.Sourced> backends = backends(applied, wanted, here, routesByName, changes);
        boolean reroutes = false;
        boolean setsPolicy = false;
        TreeSet<String> keys = new TreeSet<>(applied.written().keySet());
        keys.addAll(wanted.written().keySet());
        for (String key : keys) {
            String before = applied.written().getOrDefault(key, "nothing");
            String after = wanted.written().getOrDefault(key, "nothing");
            if (before.equals(after)) {
                continue;
            }
            if (BalancerSettings.needsRestart(key)) {
                changes.add(new NeedsRestart(key, before, after));
                if (applied.written().containsKey(key)) {
                    written.put(key, before);
                } else {
                    written.remove(key);
                }
            } else {
                changes.add(new Sets(key, before, after));
                reroutes |= routes(key);
                setsPolicy |= key.equals(POLICY_NAME);
            }
        }
        RouterSettings routing = reroutes ? wanted.routing() : applied.routing();
        if (!setsPolicy) {
            routing = new RouterSettings(
                    routing.dispatch().withPolicy(policy), routing.connections(), routing.shutdown());
        }
        return new ReloadPlan(
                changes, routing, new DesiredState(wanted.routing(), wanted.maxConnections(), written, backends));
    }

    /** Whether the key is one of the router's settings. */
    private static boolean routes(String key) {
        return !key.equals(MAX_CONNECTIONS) && !key.startsWith(DISCOVERY) && !key.startsWith(TLS);
    }

    /** Notes the changes, and returns what was applied then. */
    private static List<DesiredState.Sourced> backends(
            DesiredState applied,
            DesiredState wanted,
            Map<String, Origin> here,
            boolean routesByName,
            List<Change> changes) {
        Map<String, DesiredState.Sourced> before = new LinkedHashMap<>();
        applied.backends().forEach(backend -> before.put(backend.name(), backend));
        List<DesiredState.Sourced> result = new ArrayList<>();
        for (DesiredState.Sourced backend : wanted.backends()) {
            DesiredState.Sourced last = before.remove(backend.name());
            if (last != null && isSame(last, backend)) {
                result.add(backend);
                continue;
            }
            if (!backend.destination().serverNames().isEmpty() && !routesByName) {
                changes.add(new AwaitsRestart(backend.name()));
                if (last != null) {
                    result.add(last);
                }
                continue;
            }
            Origin origin = here.get(backend.name());
            if (origin == Origin.OPERATOR) {
                changes.add(new IsTaken(backend.name()));
                continue;
            }
            result.add(backend);
            if (origin == null || last == null) {
                changes.add(new Joins(backend));
            } else if (!last.destination()
                    .address()
                    .equals(backend.destination().address())) {
                changes.add(new IsReplaced(last.destination(), backend));
            } else {
                changes.add(new Changes(last.destination(), backend, last.origin()));
            }
        }
        for (DesiredState.Sourced gone : before.values()) {
            Origin origin = here.get(gone.name());
            if (origin != null && origin != Origin.OPERATOR) {
                changes.add(new Leaves(gone.name()));
            }
        }
        return result;
    }

    private static boolean isSame(DesiredState.Sourced one, DesiredState.Sourced other) {
        return one.origin() == other.origin()
                && one.destination().at(0).equals(other.destination().at(0));
    }

    private static String tls(Destination destination) {
        return destination.tls() == null ? "off" : destination.tls();
    }

    private static String version(Destination destination) {
        return destination.sendProxy() == null
                ? "off"
                : destination.sendProxy().name().toLowerCase(Locale.ROOT);
    }

    private static String names(Destination destination) {
        return destination.serverNames().isEmpty() ? "off" : String.join("|", destination.serverNames());
    }

    private static String becomes(String what, String before, String after) {
        return what + " " + before + " becomes " + after;
    }

    private static String bound(int most) {
        return most == BackendPool.ENDLESS ? "off" : String.valueOf(most);
    }
}

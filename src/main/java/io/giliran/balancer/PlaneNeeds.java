package io.giliran.balancer;

import io.giliran.settings.Endpoint;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.planes.PlaneKind;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a configuration needs of its data plane, and the one line that refuses what the plane does not support: at the start, at a
 * reload, and when a backend is added or discovered.
 */
public final class PlaneNeeds {
    /** A key of the balancer that needs a feature, and whether its value does. */
    record Key(String name, PlaneFeature feature, Predicate<BalancerSettings> needsIt) {}

    static final List<Key> KEYS = List.of(
            new Key("listen", PlaneFeature.UNIX_SOCKETS, settings -> isUnix(settings.listen())),
            new Key("loops", PlaneFeature.LOOPS, settings -> settings.listener().loops() > 1),
            new Key(
                    "clients-speak-first",
                    PlaneFeature.CLIENTS_SPEAK_FIRST,
                    settings -> settings.listener().clientsSpeakFirst() != ClientsSpeakFirst.OFF),
            new Key(
                    "proxy-protocol.accept",
                    PlaneFeature.PROXY_PROTOCOL,
                    settings -> settings.listener().proxyProtocol() != null),
            new Key("tls.termination", PlaneFeature.TLS, settings -> settings.tls() != null),
            new Key(
                    "sni.routing",
                    PlaneFeature.SERVER_NAMES,
                    settings -> settings.sniRouting().isPresent()),
            new Key(
                    "max-age",
                    PlaneFeature.MAX_AGE,
                    settings -> !connections(settings).maxAge().isZero()),
            new Key(
                    "keep-alive",
                    PlaneFeature.NO_KEEP_ALIVE,
                    settings -> !connections(settings).keepAlive()));

    private PlaneNeeds() {}

    /**
     * Refuses settings that need more than their data plane supports.
     *
     * @param reader of the balancer's keys, from which they were read
     */
    static void check(BalancerSettings settings, SettingsReader reader) {
        PlaneKind plane = settings.dataPlane();
        for (Key key : KEYS) {
            if (key.needsIt().test(settings) && !plane.supports(key.feature())) {
                throw reader.unsupported(key.name(), refusal(plane, key.feature()));
            }
        }
        for (Destination backend : settings.backends()) {
            refusal(plane, backend).ifPresent(refusal -> {
                throw reader.wrong("backends", refusal);
            });
        }
    }

    /** Why a running balancer cannot go by such settings, when they name another data plane than the one that runs. */
    static Optional<String> refusal(PlaneKind running, ReloadableSettings wanted) {
        for (Key key : KEYS) {
            if (ReloadPlan.holdsAtOnce(key.name())
                    && key.needsIt().test(wanted.balancer())
                    && !running.supports(key.feature())) {
                return Optional.of("giliran.balancer." + key.name() + " = "
                        + wanted.written().get(key.name()) + " " + refusal(running, key.feature()));
            }
        }
        return wanted.balancer().backends().stream()
                .flatMap(backend -> refusal(running, backend).stream())
                .findFirst();
    }

    /** Why the data plane cannot serve clients by such a backend; empty when it can. */
    public static Optional<String> refusal(PlaneKind plane, Destination backend) {
        return needs(backend).entrySet().stream()
                .filter(need -> !plane.supports(need.getKey()))
                .map(need -> need.getValue() + " of " + backend.backend().name() + " " + refusal(plane, need.getKey()))
                .findFirst();
    }

    /** Each feature that a backend needs, with the part of its description that needs it. */
    private static Map<PlaneFeature, String> needs(Destination backend) {
        Map<PlaneFeature, String> needs = new LinkedHashMap<>();
        if (isUnix(backend.address())) {
            needs.put(PlaneFeature.UNIX_SOCKETS, "the address " + Endpoint.format(backend.address()));
        }
        if (backend.sendProxy() != null) {
            needs.put(PlaneFeature.PROXY_PROTOCOL, "send-proxy");
        }
        if (backend.tls() != null) {
            needs.put(PlaneFeature.TLS, "tls");
        }
        if (!backend.serverNames().isEmpty()) {
            needs.put(PlaneFeature.SERVER_NAMES, "sni");
        }
        return needs;
    }

    private static String refusal(PlaneKind plane, PlaneFeature feature) {
        return "needs " + feature.noun() + ", which the data plane " + plane
                + " does not have; start the balancer with giliran.balancer.data-plane = " + PlaneKind.complete();
    }

    private static boolean isUnix(SocketAddress address) {
        return !(address instanceof InetSocketAddress);
    }

    private static ConnectionSettings connections(BalancerSettings settings) {
        return settings.routing().connections();
    }
}

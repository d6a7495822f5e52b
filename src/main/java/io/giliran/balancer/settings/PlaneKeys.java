package io.giliran.balancer.settings;

import io.giliran.balancer.model.PlaneNeeds;
import io.giliran.settings.SettingsReader;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.planes.PlaneKind;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The keys of a balancer that need a feature of the data plane. Settings that need more than their plane supports are refused. */
public final class PlaneKeys {
    /** A key, and whether its value needs the feature. */
    record Key(String name, PlaneFeature feature, Predicate<BalancerSettings> needsIt) {}

    static final List<Key> KEYS = List.of(
            new Key("listen", PlaneFeature.UNIX_SOCKETS, settings -> !(settings.listen() instanceof InetSocketAddress)),
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
                    settings -> !settings.routing().connections().maxAge().isZero()),
            new Key(
                    "keep-alive",
                    PlaneFeature.NO_KEEP_ALIVE,
                    settings -> !settings.routing().connections().keepAlive()));

    private PlaneKeys() {}

    /**
     * Refuses settings that need more than their data plane supports.
     *
     * @param reader of the balancer's keys, from which they were read
     */
    static void check(BalancerSettings settings, SettingsReader reader) {
        PlaneKind plane = settings.dataPlane();
        for (Key key : KEYS) {
            if (key.needsIt().test(settings) && !plane.supports(key.feature())) {
                throw reader.unsupported(key.name(), PlaneNeeds.refusal(plane, key.feature()));
            }
        }
        refusalOfBackend(plane, settings).ifPresent(refusal -> {
            throw reader.wrong("backends", refusal);
        });
    }

    /**
     * Reason why a running balancer cannot apply new settings, which may name another data plane than the one that runs; empty
     * when it can.
     *
     * @param written by key, the values that the settings were read from
     */
    public static Optional<String> refusal(PlaneKind running, BalancerSettings wanted, Map<String, String> written) {
        return KEYS.stream()
                .filter(key -> !BalancerSettings.needsRestart(key.name()))
                .filter(key -> key.needsIt().test(wanted) && !running.supports(key.feature()))
                .map(key -> "giliran.balancer." + key.name() + " = " + written.get(key.name()) + " "
                        + PlaneNeeds.refusal(running, key.feature()))
                .findFirst()
                .or(() -> refusalOfBackend(running, wanted));
    }

    private static Optional<String> refusalOfBackend(PlaneKind plane, BalancerSettings settings) {
        return settings.backends().stream()
                .flatMap(backend -> PlaneNeeds.refusal(plane, backend).stream())
                .findFirst();
    }
}

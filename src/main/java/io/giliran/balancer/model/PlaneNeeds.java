package io.giliran.balancer.model;

import io.giliran.settings.Endpoint;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.planes.PlaneKind;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Features of the data plane that backends need, and the message that refuses a missing one. */
public final class PlaneNeeds {
    private PlaneNeeds() {}

    /** Reason why the data plane cannot serve clients by such a backend; empty when it can. */
    public static Optional<String> refusal(PlaneKind plane, Destination backend) {
        return needs(backend).entrySet().stream()
                .filter(need -> !plane.supports(need.getKey()))
                .map(need -> need.getValue() + " of " + backend.backend().name() + " " + refusal(plane, need.getKey()))
                .findFirst();
    }

    /** Each feature that a backend needs, with the part of its description that needs it. */
    private static Map<PlaneFeature, String> needs(Destination backend) {
        Map<PlaneFeature, String> needs = new LinkedHashMap<>();
        if (!(backend.address() instanceof InetSocketAddress)) {
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

    /**
     * Reason why the data plane cannot be used; continues a text that names what needs the feature, for example
     * {@code KEY = VALUE}.
     */
    public static String refusal(PlaneKind plane, PlaneFeature feature) {
        return "needs " + feature.noun() + ", which the data plane " + plane
                + " does not have; start the balancer with giliran.balancer.data-plane = " + PlaneKind.complete();
    }
}

package io.giliran.balancer.reload;

import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.settings.BalancerSettings;
import io.giliran.balancer.settings.RouterSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Target state of a router.
 *
 * @param maxConnections of all clients together
 * @param written the keys and their values that it was read from
 * @param backends names unique
 */
public record DesiredState(
        RouterSettings routing, int maxConnections, Map<String, String> written, List<Sourced> backends) {
    /** Backend with its origin. */
    record Sourced(Destination destination, Origin origin) {
        String name() {
            return destination.backend().name();
        }
    }

    public DesiredState {
        written = Map.copyOf(written);
        backends = List.copyOf(backends);
    }

    /** A discovered backend is left out when one before it has its name or its address. */
    static DesiredState of(ReloadableSettings settings, List<Destination> discovered) {
        BalancerSettings balancer = settings.balancer();
        return new DesiredState(
                balancer.routing(),
                balancer.maxConnections(),
                settings.written(),
                joined(balancer.backends(), discovered));
    }

    private static List<Sourced> joined(List<Destination> configured, List<Destination> discovered) {
        List<Sourced> all = new ArrayList<>();
        Set<Object> taken = new HashSet<>();
        for (Destination destination : configured) {
            taken.add(destination.backend().name());
            taken.add(destination.address());
            all.add(new Sourced(destination, Origin.CONFIGURATION));
        }
        for (Destination destination : discovered) {
            if (!taken.contains(destination.backend().name()) && taken.add(destination.address())) {
                taken.add(destination.backend().name());
                all.add(new Sourced(destination, Origin.DISCOVERY));
            }
        }
        return all;
    }
}

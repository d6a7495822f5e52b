package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.dispatch.PickingMaker;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.transport.planes.PlaneKind;
import java.util.List;
import java.util.Map;

/**
 * Dependencies of a router.
 *
 * @param routesByName whether clients are routed by the server names that they ask for
 * @param rules who may connect; a reload changes them
 * @param written what the settings were read from; see {@code DesiredState}
 * @param plane has to serve clients by every backend
 */
record RouterParts(
        RouterSettings settings,
        boolean routesByName,
        List<Destination> destinations,
        PickingMaker pickings,
        OpenConnections open,
        ClientRules rules,
        AccessLog log,
        BalancerObserver observer,
        ActorRef<HealthChecker.Command> checker,
        Map<String, String> written,
        PlaneKind plane) {}

package io.giliran.balancer.reload;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.dispatch.BackendRegistry;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.model.BackendMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.settings.RouterSettings;
import io.giliran.health.AdminState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans reloads against the present state of a router, and carries them out. Confined to the router's thread. */
public final class ReloadExecutor {
    /**
     * Asks the router to replace settings and backends, all at once. Answered by {@link Applied}.
     *
     * @param dryRun whether nothing is done and only the plan is answered
     */
    public record Apply(DesiredState wanted, boolean dryRun, ActorRef<Applied> replyTo) implements BackendMessage {}

    /** Result of a reload or of its dry run. */
    public record Applied(List<ReloadPlan.Change> changes) {}

    private final Dispatch<?> dispatch;
    private final OpenConnections open;
    private DesiredState applied;

    public ReloadExecutor(
            Dispatch<?> dispatch,
            OpenConnections open,
            RouterSettings settings,
            List<Destination> destinations,
            Map<String, String> written) {
        this.dispatch = dispatch;
        this.open = open;
        List<DesiredState.Sourced> backends = destinations.stream()
                .map(destination -> new DesiredState.Sourced(destination, Origin.CONFIGURATION))
                .toList();
        applied = new DesiredState(settings, Integer.MAX_VALUE, written, backends);
    }

    public ReloadPlan plan(DesiredState wanted) {
        Map<String, Origin> here = new HashMap<>();
        for (BackendRegistry.Entry entry : dispatch.registry().all()) {
            if (!entry.isLeaving()) {
                here.put(entry.name(), entry.origin());
            }
        }
        return ReloadPlan.between(
                applied, wanted, here, dispatch.settings().policy().name(), dispatch.routesByName());
    }

    public void apply(ReloadPlan plan, long now) {
        applied = plan.result();
        open.allow(applied.maxConnections());
        dispatch.together(() -> plan.changes().forEach(change -> apply(change, now)), now);
        if (!plan.routing().dispatch().equals(dispatch.settings())) {
            dispatch.reconfigure(plan.routing().dispatch(), now);
        }
    }

    private void apply(ReloadPlan.Change change, long now) {
        if (change instanceof ReloadPlan.Joins joins) {
            replace(joins.backend(), now);
        } else if (change instanceof ReloadPlan.IsReplaced replaced) {
            replace(replaced.backend(), now);
        } else if (change instanceof ReloadPlan.Changes changes) {
            BackendRegistry.Entry entry = find(changes.name());
            if (entry != null) {
                dispatch.redescribe(entry, changes.after(), changes.origin(), now);
            }
        } else if (change instanceof ReloadPlan.Leaves leaves) {
            BackendRegistry.Entry entry = find(leaves.name());
            if (entry != null) {
                dispatch.remove(entry, false, now);
            }
        }
    }

    /** Another address is another backend. What the operator wants with the old one holds for the new one too. */
    private void replace(DesiredState.Sourced backend, long now) {
        BackendRegistry.Entry old = find(backend.name());
        AdminState admin = AdminState.READY;
        if (old != null) {
            admin = old.admin();
            dispatch.remove(old, false, now);
        }
        BackendRegistry.Entry entry = dispatch.add(backend.destination(), backend.origin(), now);
        if (admin != AdminState.READY) {
            dispatch.setAdmin(entry, admin, now);
        }
    }

    private BackendRegistry.@Nullable Entry find(String name) {
        return dispatch.registry().find(name).orElse(null);
    }
}

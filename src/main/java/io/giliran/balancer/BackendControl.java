package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.checks.HealthChecker;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.model.BackendMessage;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.operate.GradualClosing;
import io.giliran.balancer.operate.LiveConnections;
import io.giliran.balancer.operate.Operations;
import io.giliran.balancer.reload.ReloadExecutor;
import io.giliran.balancer.reload.ReloadPlan;
import io.giliran.balancer.settings.RouterSettings;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Logic of the router that is about backends: operators' commands, reloads, health checks and rebalancing. No actor of its own;
 * confined to the router's thread.
 */
final class BackendControl {
    private final Dispatch<Long> dispatch;
    private final Operations operations;
    private final ReloadExecutor reloads;
    private final ActorRef<HealthChecker.Command> checker;
    private final ActorRef<HealthChecker.Checked> checked;
    private RouterSettings settings;

    /** @param checked receives the outcomes of checks, and brings them back here */
    BackendControl(
            RouterParts parts,
            Dispatch<Long> dispatch,
            LiveConnections live,
            RandomGenerator jitter,
            ActorRef<HealthChecker.Checked> checked) {
        this.dispatch = dispatch;
        this.checked = checked;
        checker = parts.checker();
        settings = parts.settings();
        OpenConnections open = parts.open();
        operations = new Operations(dispatch, live, open, jitter, parts.plane(), parts.log()::figures);
        reloads = new ReloadExecutor(dispatch, open, settings, parts.destinations(), parts.written());
    }

    /** The settings in force. */
    RouterSettings settings() {
        return settings;
    }

    /**
     * Carries out the message, and answers it.
     *
     * @param accepted how many clients there have been
     */
    void handle(BackendMessage message, long accepted, long now) {
        if (message instanceof HealthChecker.Checked check) {
            dispatch.health().checked(check.backend(), check.address(), check.outcome(), now);
        } else if (message instanceof Operations.Operate command) {
            command.replyTo().tell(operations.handle(command.command(), command.caller(), accepted, now));
        } else if (message instanceof ReloadExecutor.Apply command) {
            ReloadPlan plan = reloads.plan(command.wanted());
            if (!command.dryRun()) {
                reloads.apply(plan, now);
                settings = plan.routing();
            }
            command.replyTo().tell(new ReloadExecutor.Applied(plan.changes()));
        } else {
            throw new IllegalArgumentException("nobody handles " + message);
        }
    }

    /** Starts the checks that are due, and forgets backends that left long ago. */
    void startChecks(long now) {
        for (int index : dispatch.health().startChecks(now)) {
            dispatch.registry()
                    .find(index)
                    .ifPresent(entry -> checker.tell(new HealthChecker.Check(
                            index,
                            entry.destination().address(),
                            entry.destination().sendProxy(),
                            settings.connections().tlsWith(entry.destination()),
                            dispatch.settings().health().checks().orElseThrow(),
                            checked)));
        }
        dispatch.forgetDeparted(now);
    }

    /** The connections that a rebalancing closes now. */
    List<Long> rebalance(long now) {
        return operations.rebalance(now);
    }

    /** The connections that a shutdown may close. */
    List<GradualClosing.Candidate> candidates() {
        return operations.candidates();
    }

    /** Moment of the next check, expiry or closing that only time brings about. */
    long nextAt() {
        return Math.min(dispatch.nextTickAt(), operations.nextRebalanceAt());
    }
}

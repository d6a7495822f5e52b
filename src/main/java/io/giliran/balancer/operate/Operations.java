package io.giliran.balancer.operate;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.dispatch.BackendRegistry;
import io.giliran.balancer.dispatch.Dispatch;
import io.giliran.balancer.dispatch.Route;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.BackendMessage;
import io.giliran.balancer.model.BalancerMessage;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.PlaneNeeds;
import io.giliran.balancer.model.Termination;
import io.giliran.balancer.operate.ControlReply.Refused.Kind;
import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.Policies;
import io.giliran.settings.Endpoint;
import io.giliran.settings.NearestWord;
import io.giliran.settings.PlainText;
import io.giliran.transport.Activity;
import io.giliran.transport.planes.PlaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Carries out operators' commands on a running balancer, and answers their questions. Confined to the router's thread. */
public final class Operations {
    /** A command of an operator, for the router. */
    public record Operate(ControlCommand command, Audit.Caller caller, ActorRef<ControlReply> replyTo)
            implements BackendMessage, BalancerMessage {}

    /** The bounds of how many connections a rebalancing closes a second. */
    public static final double LEAST_A_SECOND = GradualClosing.SLOWEST;

    public static final double MOST_A_SECOND = 1_000_000;
    private static final int LONGEST_NAME = 64;

    private final Dispatch<Long> dispatch;
    private final LiveConnections live;
    private final OpenConnections open;
    private final RandomGenerator jitter;
    private final PlaneKind plane;
    private final Supplier<AccessLog.Figures> log;

    private @Nullable Rebalancing rebalancing;
    private long nextRebalanceAt = Long.MAX_VALUE;
    private int excess;

    public Operations(
            Dispatch<Long> dispatch,
            LiveConnections live,
            OpenConnections open,
            RandomGenerator jitter,
            PlaneKind plane,
            Supplier<AccessLog.Figures> log) {
        this.log = log;
        this.plane = plane;
        this.dispatch = dispatch;
        this.live = live;
        this.open = open;
        this.jitter = jitter;
    }

    public ControlReply handle(ControlCommand command, Audit.Caller caller, long accepted, long now) {
        if (command instanceof ControlCommand.GetStatus) {
            return status(accepted);
        }
        if (command instanceof ControlCommand.GetBackends) {
            return new ControlReply.Backends(dispatch.registry().all().stream()
                    .map(entry -> view(entry, now))
                    .toList());
        }
        if (command instanceof ControlCommand.TellBytes) {
            live.all().forEach(LiveConnections.Live::reportBytes);
            return new ControlReply.Done("told");
        }
        if (command instanceof ControlCommand.GetConnections wanted) {
            return connections(wanted);
        }
        if (command instanceof ControlCommand.GetConnection wanted) {
            return withConnection(wanted.id(), found -> new ControlReply.Connections(List.of(view(found)), open.all()));
        }
        if (command instanceof ControlCommand.CutConnection wanted) {
            return withConnection(wanted.id(), found -> {
                found.end(Termination.KILLED, false);
                Audit.done(caller, "connection " + found.id, "cut");
                return new ControlReply.Done("connection " + found.id + " is cut");
            });
        }
        return change(command, caller, now);
    }

    private ControlReply change(ControlCommand command, Audit.Caller caller, long now) {
        if (command instanceof ControlCommand.SetState wanted) {
            return withBackend(wanted.backend(), entry -> {
                Audit.changed(caller, "state of " + entry.name(), word(entry.admin()), word(wanted.state()));
                dispatch.setAdmin(entry, wanted.state(), now);
                return new ControlReply.Done(entry.name() + " is " + wanted.state());
            });
        }
        if (command instanceof ControlCommand.SetWeight wanted) {
            if (wanted.weight() < 1 || wanted.weight() > Backend.MAX_WEIGHT) {
                return invalid("weight " + wanted.weight() + " is not valid; valid is a whole number from 1 to "
                        + Backend.MAX_WEIGHT);
            }
            return withBackend(wanted.backend(), entry -> {
                int before = entry.backend().weight();
                Audit.changed(caller, "weight of " + entry.name(), before, wanted.weight());
                dispatch.redescribe(entry, entry.destination().withWeight(wanted.weight()), now);
                return new ControlReply.Done(entry.name() + " has weight " + wanted.weight());
            });
        }
        if (command instanceof ControlCommand.SetMaxConnections wanted) {
            if (wanted.most() < 1) {
                return invalid(
                        "max_connections " + wanted.most() + " is not valid; valid is a whole number from 1, or off");
            }
            return withBackend(wanted.backend(), entry -> {
                int before = entry.destination().maxConnections();
                Audit.changed(caller, "max-connections of " + entry.name(), bound(before), bound(wanted.most()));
                dispatch.redescribe(entry, entry.destination().withMaxConnections(wanted.most()), now);
                return new ControlReply.Done(entry.name() + " may have "
                        + (wanted.most() == BackendPool.ENDLESS ? "any number of" : wanted.most()) + " connections");
            });
        }
        if (command instanceof ControlCommand.SetPolicy wanted) {
            if (!Policies.names().contains(wanted.name())) {
                return invalid("policy " + printable(wanted.name()) + " is not valid; valid is one of "
                        + String.join(", ", Policies.names())
                        + NearestWord.question(wanted.name(), Policies.names()));
            }
            Audit.changed(caller, "policy", dispatch.settings().policy().name(), wanted.name());
            dispatch.reconfigure(dispatch.settings().withPolicy(wanted.name()), now);
            return new ControlReply.Done("the policy is " + wanted.name());
        }
        if (command instanceof ControlCommand.Explain wanted) {
            Audit.changed(caller, "explain", onOff(dispatch.explains()), onOff(wanted.on()));
            dispatch.explain(wanted.on());
            return new ControlReply.Done(wanted.on() ? "picks are explained" : "picks are not explained");
        }
        if (command instanceof ControlCommand.AddBackend wanted) {
            String name = wanted.backend().backend().name();
            if (dispatch.registry().find(name).isPresent()) {
                return new ControlReply.Refused(Kind.CONFLICT, "a backend " + name + " is there already");
            }
            Optional<String> refusal = PlaneNeeds.refusal(plane, wanted.backend());
            if (refusal.isPresent()) {
                return invalid("backend " + name + " cannot be added: " + refusal.get());
            }
            if (!wanted.backend().serverNames().isEmpty() && !dispatch.routesByName()) {
                return invalid(name + " has sni, which counts only with giliran.balancer.sni.routing = on");
            }
            String address = Endpoint.format(wanted.backend().address());
            Audit.done(caller, "backend " + name, "joins: " + address);
            dispatch.add(wanted.backend(), now);
            return new ControlReply.Done(name + " joins");
        }
        if (command instanceof ControlCommand.RemoveBackend wanted) {
            return withBackend(wanted.name(), entry -> {
                Audit.done(caller, "backend " + entry.name(), wanted.cut() ? "leaves, cut" : "leaves");
                dispatch.remove(entry, wanted.cut(), now);
                return new ControlReply.Done(entry.name() + " leaves");
            });
        }
        if (command instanceof ControlCommand.Rebalance wanted) {
            if (!(wanted.perSecond() >= LEAST_A_SECOND) || wanted.perSecond() > MOST_A_SECOND) {
                return invalid("rate " + wanted.perSecond() + " is not valid; valid is a number from " + LEAST_A_SECOND
                        + " to " + (long) MOST_A_SECOND);
            }
            if (wanted.leastIdleNanos() < 0) {
                return invalid("idle time " + wanted.leastIdleNanos() + " ns is not valid; valid is 0 or more");
            }
            Audit.done(caller, "rebalance", "begins, " + wanted.perSecond() + " a second");
            rebalancing = new Rebalancing(wanted.perSecond(), wanted.leastIdleNanos(), jitter, now);
            nextRebalanceAt = now;
            excess = 0;
            return new ControlReply.Done("rebalancing begins");
        }
        throw new IllegalArgumentException(command + " is not known");
    }

    private static String bound(int most) {
        return most == BackendPool.ENDLESS ? "off" : String.valueOf(most);
    }

    private static String word(AdminState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    /** The connections to close now, for a rebalancing that is under way. */
    public List<Long> rebalance(long now) {
        Rebalancing current = rebalancing;
        if (current == null || now < nextRebalanceAt) {
            return List.of();
        }
        List<Rebalancing.Placed> placed = new ArrayList<>();
        Map<Rebalancing.Place, Integer> count = new HashMap<>();
        for (LiveConnections.Live connection : live.all()) {
            Backend backend = connection.backend();
            if (backend != null) {
                Rebalancing.Place place = new Rebalancing.Place(
                        dispatch.route(connection.serverName).id(), backend.index());
                placed.add(new Rebalancing.Placed(
                        connection.id, place, connection.activity().idleNanos()));
                count.merge(place, 1, Integer::sum);
            }
        }
        List<Rebalancing.Part> parts = new ArrayList<>();
        for (Route<Long> route : dispatch.routes()) {
            for (BackendRegistry.Entry entry : route.counted()) {
                if (!entry.isLeaving()
                        && !entry.destination().backup()
                        && dispatch.health().verdict(entry, now).isEligible()) {
                    Rebalancing.Place place =
                            new Rebalancing.Place(route.id(), entry.backend().index());
                    parts.add(new Rebalancing.Part(place, entry.backend().weight(), count.getOrDefault(place, 0)));
                }
            }
        }
        Rebalancing.Step step =
                parts.isEmpty() ? new Rebalancing.Step(List.of(), 0, Long.MAX_VALUE) : current.step(parts, placed, now);
        excess = step.excess();
        nextRebalanceAt = step.nextAt();
        if (step.excess() == 0) {
            rebalancing = null;
            nextRebalanceAt = Long.MAX_VALUE;
        }
        return step.closed();
    }

    public long nextRebalanceAt() {
        return nextRebalanceAt;
    }

    /** Connections that may be closed when the balancer stops: all that are open. */
    public List<GradualClosing.Candidate> candidates() {
        return live.all().stream()
                .map(connection -> new GradualClosing.Candidate(
                        connection.id, connection.activity().idleNanos()))
                .toList();
    }

    private ControlReply.Status status(long accepted) {
        return new ControlReply.Status(
                dispatch.settings().policy().name(),
                accepted,
                open.all(),
                dispatch.queued(),
                dispatch.explains(),
                dispatch.health().panic(),
                rebalancing == null ? -1 : excess,
                log.get());
    }

    private ControlReply connections(ControlCommand.GetConnections wanted) {
        if (wanted.most() < 1) {
            return invalid("limit " + wanted.most() + " is not valid; valid is a whole number from 1");
        }
        if (!wanted.backend().isEmpty()
                && dispatch.registry().all().stream()
                        .noneMatch(entry -> entry.name().equals(wanted.backend()))) {
            return noBackend(wanted.backend());
        }
        List<LiveConnections.Live> matching = live.all().stream()
                .filter(connection ->
                        wanted.backend().isEmpty() || wanted.backend().equals(nameOf(connection)))
                .sorted(Comparator.comparingLong(connection -> connection.id))
                .toList();
        return new ControlReply.Connections(
                matching.stream().limit(wanted.most()).map(this::view).toList(), matching.size());
    }

    private ControlReply.BackendView view(BackendRegistry.Entry entry, long now) {
        Destination destination = entry.destination();
        Eligibility verdict = entry.isLeaving()
                ? new Eligibility(false, Eligibility.State.DRAIN, "removed, until its connections have ended")
                : dispatch.health().verdict(entry, now);
        return new ControlReply.BackendView(
                entry.name(),
                Endpoint.format(destination.address()),
                entry.backend().weight(),
                destination.maxConnections(),
                destination.serverNames(),
                destination.backup(),
                entry.admin(),
                verdict.state(),
                verdict.isEligible(),
                verdict.reason(),
                open.of(entry.backend()),
                entry.picks(),
                entry.isLeaving(),
                entry.origin());
    }

    private ControlReply.ConnectionView view(LiveConnections.Live connection) {
        Activity activity = connection.activity();
        return new ControlReply.ConnectionView(
                connection.id,
                Endpoint.format(connection.client),
                connection.accepted,
                connection.serverName,
                nameOf(connection),
                activity.bytesFromClient(),
                activity.bytesFromBackend(),
                activity.idleNanos(),
                connection.explanation());
    }

    private ControlReply withBackend(String name, Function<BackendRegistry.Entry, ControlReply> then) {
        Optional<BackendRegistry.Entry> entry = dispatch.registry().find(name);
        return entry.isPresent() ? then.apply(entry.get()) : noBackend(name);
    }

    private ControlReply noBackend(String name) {
        List<String> names = dispatch.registry().names();
        return new ControlReply.Refused(
                Kind.NOT_FOUND,
                "there is no backend " + printable(name) + "; "
                        + (names.isEmpty() ? "there is none at all" : "there are " + String.join(", ", names)));
    }

    /** Returns the name as plain text, shortened so that it fits into a line. */
    private static String printable(String name) {
        String line = PlainText.line(name);
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }

    private ControlReply withConnection(long id, Function<LiveConnections.Live, ControlReply> then) {
        LiveConnections.Live connection = live.find(id);
        return connection == null
                ? new ControlReply.Refused(Kind.NOT_FOUND, "no connection " + id + " is open")
                : then.apply(connection);
    }

    private static ControlReply invalid(String reason) {
        return new ControlReply.Refused(Kind.INVALID, reason);
    }

    private static @Nullable String nameOf(LiveConnections.Live connection) {
        Backend backend = connection.backend();
        return backend == null ? null : backend.name();
    }
}

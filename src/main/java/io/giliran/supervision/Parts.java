package io.giliran.supervision;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The parts of an actor system. Every actor of ours is spawned here, so that none can fail without anybody knowing: a part is
 * supervised, and {@code /health} shows it. Thread-safe.
 */
public final class Parts implements Extension {
    private static final ExtensionId<Parts> ID = new ExtensionId<>() {
        @Override
        public Parts createExtension(ActorSystem<?> system) {
            return new Parts(Clock.systemUTC());
        }
    };
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(200);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final double JITTER = 0.2;

    private final List<Part> parts = new CopyOnWriteArrayList<>();
    private final Clock clock;

    Parts(Clock clock) {
        this.clock = clock;
    }

    /** The parts of this actor system. */
    public static Parts of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** Spawns a part. */
    public static <T> ActorRef<T> spawn(
            ActorContext<?> parent, Behavior<T> behavior, String name, OnFailure onFailure) {
        return spawn(parent, behavior, name, onFailure, Props.empty());
    }

    /** Spawns a part on the dispatcher that {@code props} name. */
    public static <T> ActorRef<T> spawn(
            ActorContext<?> parent, Behavior<T> behavior, String name, OnFailure onFailure, Props props) {
        return parent.spawn(of(parent.getSystem()).guarded(behavior, name, onFailure), name, props);
    }

    /**
     * Spawns one of many actors that come and go, such as a connection. Its failure ends it alone and is not reported; the
     * actor itself must release what it holds.
     */
    public static <T> ActorRef<T> spawnOneOfMany(
            ActorContext<?> parent, Behavior<T> behavior, String name, Props props) {
        return parent.spawn(behavior, name, props);
    }

    /** Spawns a part beside the guardian, for as long as the actor system lives. */
    public static void spawnSystem(ActorSystem<?> system, Behavior<Void> behavior, String name, Props props) {
        system.systemActorOf(of(system).guarded(behavior, name, OnFailure.END), name, props);
    }

    /** The behavior as that of a part; for a guardian, which nobody spawns. */
    public <T> Behavior<T> guarded(Behavior<T> behavior, String name, OnFailure onFailure) {
        Part part = add(name);
        Behavior<T> guarded =
                Behaviors.intercept(() -> new Guard<>(part, onFailure, () -> parts.remove(part)), behavior);
        return onFailure == OnFailure.END
                ? guarded
                : Behaviors.supervise(guarded)
                        .onFailure(
                                Exception.class,
                                SupervisorStrategy.restartWithBackoff(SHORTEST_DELAY, LONGEST_DELAY, JITTER)
                                        .withResetBackoffAfter(Part.WELL_AFTER)
                                        .withLoggingEnabled(false));
    }

    /** Adds a part that is no actor: its owner sets its state, and removes it in the end. */
    public Part add(String name) {
        Part part = new Part(name, clock);
        add(part);
        return part;
    }

    /** Adds a part that its owner has made before there was an actor system. */
    public void add(Part part) {
        parts.add(part);
    }

    /** The part has ended as it was to. */
    public void remove(Part part) {
        parts.remove(part);
    }

    /** States of all parts, in the order in which they were added. */
    public List<Part.View> all() {
        return parts.stream().map(Part::view).toList();
    }
}

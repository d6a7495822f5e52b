package io.giliran.transport.relay;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import akka.dispatch.DispatcherConfigurator;
import akka.dispatch.Dispatchers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The event loops of an actor system, each with a dispatcher of its own and a keeper: {@code giliran.loop-dispatcher} and
 * its copies, all configured alike. Thread-safe.
 */
public final class Loops implements Extension {
    private static final ExtensionId<Loops> ID = new ExtensionId<>() {
        @Override
        public Loops createExtension(ActorSystem<?> system) {
            return new Loops(system);
        }
    };

    private final ActorSystem<?> system;
    private final Duration blockedAfter;
    private final List<DispatcherSelector> dispatchers = new ArrayList<>();

    private Loops(ActorSystem<?> system) {
        this.system = system;
        blockedAfter = LoopDispatcherSettings.from(system.settings().config()).blockedAfter();
    }

    static Loops of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** The dispatcher of a loop, counted from 0; it and those before it are made when there are none yet. */
    synchronized DispatcherSelector dispatcher(int loop) {
        while (dispatchers.size() <= loop) {
            String id = id(dispatchers.size());
            if (!dispatchers.isEmpty()) {
                copy(id);
            }
            DispatcherSelector dispatcher = DispatcherSelector.fromConfig(id);
            system.systemActorOf(LoopKeeper.create(blockedAfter), "keeper-of-" + id, dispatcher);
            dispatchers.add(dispatcher);
        }
        return dispatchers.get(loop);
    }

    private static String id(int loop) {
        return loop == 0 ? LoopDispatcherSettings.PATH : LoopDispatcherSettings.PATH + "-" + (loop + 1);
    }

    private void copy(String id) {
        Dispatchers all = Adapter.toClassic(system).dispatchers();
        all.registerConfigurator(
                id,
                new DispatcherConfigurator(
                        LoopDispatcherSettings.copy(system.settings().config(), id, all.defaultDispatcherConfig()),
                        all.prerequisites()));
    }
}

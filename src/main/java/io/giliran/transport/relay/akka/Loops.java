package io.giliran.transport.relay.akka;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.javadsl.Adapter;
import akka.dispatch.DispatcherConfigurator;
import akka.dispatch.Dispatchers;
import io.giliran.supervision.Parts;
import io.giliran.transport.loop.BufferBudget;
import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    private final LoopDispatcherSettings settings;
    private final BufferBudget budget = new BufferBudget();
    private final Map<EventLoop, ChunkPool> buffers = new HashMap<>();
    private final List<DispatcherSelector> dispatchers = new ArrayList<>();

    private Loops(ActorSystem<?> system) {
        this.system = system;
        settings = LoopDispatcherSettings.from(system.settings().config());
        system.dispatchers()
                .lookup(DispatcherSelector.blocking())
                .execute(() -> budget.open(settings.keptLimitBytes()));
    }

    public static Loops of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** The dispatcher of a loop, counted from 0; it and those before it are made when there are none yet. */
    public synchronized DispatcherSelector dispatcher(int loop) {
        while (dispatchers.size() <= loop) {
            String id = id(dispatchers.size());
            if (!dispatchers.isEmpty()) {
                copy(id);
            }
            DispatcherSelector dispatcher = DispatcherSelector.fromConfig(id);
            Parts.spawnSystem(system, LoopKeeper.create(settings.blockedAfter()), "keeper-of-" + id, dispatcher);
            dispatchers.add(dispatcher);
        }
        return dispatchers.get(loop);
    }

    /** Pool from which the stalled legs of a loop take memory, whatever their listener. */
    public synchronized ChunkPool buffers(EventLoop loop) {
        return buffers.computeIfAbsent(loop, unused -> new ChunkPool(budget, settings.bufferBytes()));
    }

    /** Number of chunks that the stalled legs of all loops hold. */
    public synchronized int chunksLent() {
        return buffers.values().stream().mapToInt(ChunkPool::lent).sum();
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

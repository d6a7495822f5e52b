package io.giliran.transport.relay;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Adapter;
import akka.dispatch.DispatcherConfigurator;
import akka.dispatch.Dispatchers;

/** One dispatcher for each event loop, all configured alike: {@code giliran.loop-dispatcher} and its copies. */
final class LoopDispatchers {
    private LoopDispatchers() {}

    /** The dispatcher of a loop, counted from 0; made when there is none yet. */
    static DispatcherSelector of(ActorSystem<?> system, int loop) {
        if (loop == 0) {
            return DispatcherSelector.fromConfig(LoopDispatcherSettings.PATH);
        }
        String id = LoopDispatcherSettings.PATH + "-" + (loop + 1);
        Dispatchers dispatchers = Adapter.toClassic(system).dispatchers();
        if (!dispatchers.hasDispatcher(id)) {
            dispatchers.registerConfigurator(
                    id,
                    new DispatcherConfigurator(
                            LoopDispatcherSettings.copy(
                                    system.settings().config(), id, dispatchers.defaultDispatcherConfig()),
                            dispatchers.prerequisites()));
        }
        return DispatcherSelector.fromConfig(id);
    }
}

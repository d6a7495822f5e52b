package io.giliran.transport.relay.akka;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopWatch;
import java.time.Duration;

/**
 * Lives on a loop's dispatcher as long as the actor system does: a dispatcher without actors shuts its executor down, and
 * connections would end with the loop. Has the loop watched from outside of it.
 */
final class LoopKeeper {
    private LoopKeeper() {}

    /** @param blockedAfter how long one round may take before it is reported */
    static Behavior<Void> create(Duration blockedAfter) {
        return Behaviors.setup(context -> {
            EventLoop loop = EventLoop.current();
            if (loop == null) {
                throw new IllegalStateException("the keeper of a loop does not run on one");
            }
            LoopWatch watch = LoopWatch.begin(context.getSystem(), loop, blockedAfter);
            return Behaviors.receive(Void.class)
                    .onSignal(PostStop.class, stopped -> {
                        watch.close();
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}

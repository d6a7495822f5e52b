package io.giliran.transport.relay;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;

/** A program whose event loop dies. */
final class LoopThatDies {
    private LoopThatDies() {}

    public static void main(String[] args) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mortal", ConfigFactory.load());
        RelayPlane plane = new RelayPlane(system);
        system.dispatchers().lookup(plane.dispatcher()).execute(() -> {
            throw new InternalError("the end of this loop");
        });
    }
}

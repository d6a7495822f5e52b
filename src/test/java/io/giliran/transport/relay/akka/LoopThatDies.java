package io.giliran.transport.relay.akka;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.relay.RelayPlane;
import java.util.concurrent.locks.LockSupport;

/** A program whose event loop dies, and whose shutdown would wait for ever for what ran on it. */
public final class LoopThatDies {
    private LoopThatDies() {}

    public static void main(String[] args) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mortal", ConfigFactory.load());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
                LockSupport.park();
            }
        }));
        RelayPlane plane = new RelayPlane(system);
        system.dispatchers().lookup(plane.dispatcher()).execute(() -> {
            throw new InternalError("the end of this loop");
        });
    }
}

package io.giliran.transport;

import akka.actor.typed.ActorSystem;
import io.giliran.transport.relay.RelayPlane;
import io.giliran.transport.streams.StreamsPlane;
import java.util.List;

/** The data planes by their names. */
public final class DataPlanes {
    private DataPlanes() {}

    public static List<String> names() {
        return List.of(RelayPlane.NAME, StreamsPlane.NAME);
    }

    /**
     * A data plane that runs in the actor system.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static DataPlane create(String name, ActorSystem<?> system) {
        return switch (name) {
            case RelayPlane.NAME -> new RelayPlane(system);
            case StreamsPlane.NAME -> new StreamsPlane(system);
            default -> throw new IllegalArgumentException(name + " is no data plane; valid is one of " + names());
        };
    }
}

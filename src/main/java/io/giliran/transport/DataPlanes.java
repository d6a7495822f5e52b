package io.giliran.transport;

import akka.actor.typed.ActorSystem;
import io.giliran.transport.streams.StreamsPlane;
import java.util.List;

/** The data planes by their names. */
public final class DataPlanes {
    private DataPlanes() {}

    public static List<String> names() {
        return List.of(StreamsPlane.NAME);
    }

    /**
     * A data plane that runs in the actor system.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static DataPlane create(String name, ActorSystem<?> system) {
        if (name.equals(StreamsPlane.NAME)) {
            return new StreamsPlane(system);
        }
        throw new IllegalArgumentException(name + " is no data plane; valid is one of " + names());
    }
}

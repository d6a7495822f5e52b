package io.giliran.transport;

import akka.actor.typed.ActorSystem;
import io.giliran.transport.relay.RelayPlane;
import io.giliran.transport.streams.StreamsPlane;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** The data planes by their names. */
public final class DataPlanes {
    private DataPlanes() {}

    public static List<String> names() {
        return List.of(RelayPlane.NAME, StreamsPlane.NAME);
    }

    /** Whether the plane of that name knows such addresses; one that nobody knows, whatever it is, does. */
    public static boolean reaches(String name, SocketAddress address) {
        return !name.equals(StreamsPlane.NAME) || address instanceof InetSocketAddress;
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

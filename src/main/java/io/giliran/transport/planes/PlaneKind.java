package io.giliran.transport.planes;

import akka.actor.typed.ActorSystem;
import io.giliran.transport.DataPlane;
import io.giliran.transport.PlaneFeature;
import io.giliran.transport.relay.RelayPlane;
import io.giliran.transport.streams.StreamsPlane;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The data planes that a configuration can choose, and what each supports. */
public enum PlaneKind {
    RELAY,
    STREAMS;

    /** Names of the planes in a configuration. */
    public static List<String> names() {
        return Stream.of(values()).map(PlaneKind::toString).toList();
    }

    /**
     * The data plane of one of the {@link #names}.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public static PlaneKind named(String name) {
        return Stream.of(values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no data plane " + name));
    }

    /** The data plane that supports every feature. */
    public static PlaneKind complete() {
        return Stream.of(values())
                .filter(kind -> kind.features().containsAll(EnumSet.allOf(PlaneFeature.class)))
                .findFirst()
                .orElseThrow();
    }

    public boolean supports(PlaneFeature feature) {
        return features().contains(feature);
    }

    private Set<PlaneFeature> features() {
        return switch (this) {
            case RELAY -> RelayPlane.FEATURES;
            case STREAMS -> StreamsPlane.FEATURES;
        };
    }

    /** A data plane of this kind that runs in the actor system. */
    public DataPlane start(ActorSystem<?> system) {
        return switch (this) {
            case RELAY -> new RelayPlane(system);
            case STREAMS -> new StreamsPlane(system);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

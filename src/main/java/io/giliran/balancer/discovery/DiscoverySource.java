package io.giliran.balancer.discovery;

import io.giliran.balancer.model.Destination;
import java.time.Duration;
import java.util.List;

/** Source of backends. A lookup may block, so it must not run on an event loop. */
interface DiscoverySource {
    /** Result of a lookup. */
    sealed interface Finding {}

    /** Nothing has changed since the last lookup. */
    enum Unchanged implements Finding {
        INSTANCE
    }

    /** Complete result: all backends of the source. */
    record Found(List<Destination> backends) implements Finding {}

    /** Partial result: some backends are taken from an earlier lookup, or are missing. */
    record FoundPart(List<Destination> backends, String problem) implements Finding {}

    /** The backends are not known. */
    record Failed(String reason) implements Finding {}

    /** Name of the source for people. */
    String name();

    /** Time between two lookups. */
    Duration interval();

    /** Longest time that a lookup may take. */
    Duration timeout();

    Finding look();
}

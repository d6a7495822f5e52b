package io.giliran.balancer.discovery;

import io.giliran.balancer.model.Destination;
import java.time.Duration;
import java.util.List;

/** A place where backends are found. A lookup may block, so it must not run on an event loop. */
interface DiscoverySource {
    /** Result of reading the source once. */
    sealed interface Finding {}

    /** As before. */
    enum Unchanged implements Finding {
        INSTANCE
    }

    /** These are all backends that there are now. */
    record Found(List<Destination> backends) implements Finding {}

    /** These are known now, but a part of it only from before, or not at all. */
    record FoundPart(List<Destination> backends, String problem) implements Finding {}

    /** The backends are not known. */
    record Failed(String reason) implements Finding {}

    /** As a person knows it. */
    String name();

    /** From one look to the next. */
    Duration interval();

    /** How long a look may take. */
    Duration timeout();

    Finding look();
}

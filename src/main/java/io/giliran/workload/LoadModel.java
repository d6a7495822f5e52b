package io.giliran.workload;

import java.util.Locale;

/** Who decides when a request starts. */
public enum LoadModel {
    /** An arrival process does, whether or not earlier requests were answered. */
    OPEN,
    /** Each client does: it waits for its answer, thinks, and sends the next one. */
    CLOSED;

    /** The word in options and files: {@code open} or {@code closed}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

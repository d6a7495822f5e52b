package io.giliran.workload;

import java.util.Locale;

/** Load model: the rule by which requests start. */
public enum LoadModel {
    /** An arrival process does, whether or not earlier requests were answered. */
    OPEN,
    /** Each client does: it waits for its answer, thinks, and sends the next one. */
    CLOSED,
    /** An arrival process starts sessions, and each client sends the requests of its session one after the other. */
    PARTLY_OPEN;

    /** The word in options and files: {@code open}, {@code closed} or {@code partly-open}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

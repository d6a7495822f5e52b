package io.giliran.supervision;

import org.jspecify.annotations.Nullable;

/**
 * Memory that is reserved from the start and released when a failure ends the process, so that results can be written even when
 * the heap is exhausted. There is one reserve for the process, because whatever allocates may be what fails. Thread-safe.
 */
public final class MemoryReserve {
    private static final int BYTES = 2 << 20;

    @SuppressWarnings("UnusedVariable") // that it is held is its use
    private static volatile byte @Nullable [] held;

    private static volatile boolean exhausted;
    private static volatile boolean endsOfFailure;

    private MemoryReserve() {}

    /** Holds the reserve from now on. */
    public static void hold() {
        held = new byte[BYTES];
    }

    /**
     * The process ends: lets go of it. Allocates nothing.
     *
     * @param failed whether it ends for a failure
     */
    public static void ends(boolean failed) {
        held = null;
        endsOfFailure = failed;
    }

    /** Notes what a part or thread has failed of, and lets go of the reserve if that is the heap; allocates nothing. */
    public static void failed(Throwable failure) {
        if (failure instanceof OutOfMemoryError && !PartFailure.isOfOnePart(failure)) {
            held = null;
            exhausted = true;
        }
    }

    /** Whether something has failed because the heap was exhausted. */
    public static boolean isExhausted() {
        return exhausted;
    }

    /** Reason why results are incomplete; null when no reason is known. */
    public static @Nullable String whyIncomplete() {
        if (exhausted) {
            return "the heap was exhausted, so not all was measured; -Xmx gives more";
        }
        return endsOfFailure ? "the process has failed, so not all was measured" : null;
    }
}

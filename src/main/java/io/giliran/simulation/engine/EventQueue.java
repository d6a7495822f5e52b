package io.giliran.simulation.engine;

import java.util.Arrays;

/**
 * Events in the order of time and, at one time, of being added. An event is a kind and an argument; it is identified by the
 * ticket that adding it gave.
 *
 * <p>What is due before some horizon is in a heap. When that grows large, most of it is put aside unordered, and comes back
 * part by part: so the heap of a million events fits into a processor's cache.
 */
public final class EventQueue {
    /** Ticket of no event. */
    static final long NO_TICKET = -1;

    /** The time of the first event of an empty queue; of an event it is not a time. */
    public static final long NEVER = Long.MAX_VALUE;

    public static final int MAX_ARGUMENT = (1 << 24) - 1;

    /** The most events: up to it the tickets are positive and ascend. */
    static final long MOST_EVENTS = 1L << 35;

    /** A heap of so many is quick. */
    static final int FEW = 1 << 13;

    private static final int ARGUMENT_BITS = 24;
    private static final int KIND_BITS = 4;
    private static final int SERIAL_SHIFT = ARGUMENT_BITS + KIND_BITS;
    private static final int SAMPLES = 128;
    /** Least number of samples below the new horizon, since a return of events scans all that were put aside. */
    private static final int LEAST_SAMPLES_BACK = SAMPLES / 32;

    /** Events before the horizon. */
    private final EventHeap near = new EventHeap();

    private final long[] samples = new long[SAMPLES];
    /** Events from the horizon on, times and tickets in turn. */
    private long[] far = new long[256];

    private int farCount;
    private long horizon = NEVER;
    private int putAsideAt = 2 * FEW;
    private long serial;

    public EventQueue() {
        this(0);
    }

    /** Creates a queue to which so many events were added already. */
    public EventQueue(long serial) {
        this.serial = serial;
    }

    int size() {
        return near.size() + farCount;
    }

    /** Time of the first event; {@link #NEVER} when there is none. */
    public long firstTime() {
        if (near.size() == 0) {
            if (farCount == 0) {
                return NEVER;
            }
            bringBack();
        }
        return near.firstTime();
    }

    public static int kind(long ticket) {
        return (int) (ticket >>> ARGUMENT_BITS) & ((1 << KIND_BITS) - 1);
    }

    public static int argument(long ticket) {
        return (int) ticket & MAX_ARGUMENT;
    }

    /**
     * Adds an event and returns its ticket.
     *
     * @param time from 0 and before {@link #NEVER}
     * @param kind 0 to 15
     * @param argument 0 to {@link #MAX_ARGUMENT}
     * @throws RunTooLarge when the time is negative: a sum of times went beyond {@link #NEVER}, some 292 years
     * @throws IllegalStateException when {@link #MOST_EVENTS} were added before
     */
    public long add(long time, int kind, int argument) {
        if (time < 0) {
            throw endOfTime();
        }
        if (serial == MOST_EVENTS) {
            throw new IllegalStateException("a run is of at most " + MOST_EVENTS + " events");
        }
        long ticket = serial++ << SERIAL_SHIFT | (long) kind << ARGUMENT_BITS | argument;
        if (time >= horizon) {
            putAside(time, ticket);
        } else {
            near.add(time, ticket);
            if (near.size() > putAsideAt) {
                shrinkNear();
            }
        }
        return ticket;
    }

    /** The clock of a run counts nanoseconds since its start, and has come to its end. */
    static RunTooLarge endOfTime() {
        return new RunTooLarge("scenario: the run would go on for more than 292 years, which is all that its clock can"
                + " count; valid are fewer requests, a duration, or shorter times");
    }

    /** Takes the first event out and returns its ticket; there must be one. */
    public long take() {
        if (near.size() == 0) {
            bringBack();
        }
        return near.take();
    }

    private void putAside(long time, long ticket) {
        if (2 * farCount == far.length) {
            far = Arrays.copyOf(far, 2 * far.length);
        }
        far[2 * farCount] = time;
        far[2 * farCount + 1] = ticket;
        farCount++;
    }

    /** Leaves about half in the heap. */
    private void shrinkNear() {
        int count = near.size();
        long first = near.firstTime();
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = near.time((int) ((long) i * count / SAMPLES));
        }
        horizon = horizonAt(SAMPLES / 2, first);
        near.clear();
        for (int i = 0; i < count; i++) {
            long time = near.time(i);
            long ticket = near.ticket(i);
            if (time < horizon) {
                near.add(time, ticket);
            } else {
                putAside(time, ticket);
            }
        }
        putAsideAt = Math.max(2 * FEW, 2 * near.size());
    }

    /** Fills the empty heap with what is due first. */
    private void bringBack() {
        if (farCount <= FEW) {
            horizon = NEVER;
        } else {
            long first = NEVER;
            for (int i = 0; i < farCount; i++) {
                first = Math.min(first, far[2 * i]);
            }
            for (int i = 0; i < SAMPLES; i++) {
                samples[i] = far[2 * (int) ((long) i * farCount / SAMPLES)];
            }
            int back = (int) ((long) SAMPLES * FEW / farCount);
            horizon = horizonAt(Math.max(LEAST_SAMPLES_BACK, back), first);
        }
        int kept = 0;
        for (int i = 0; i < farCount; i++) {
            long time = far[2 * i];
            long ticket = far[2 * i + 1];
            if (time < horizon) {
                near.add(time, ticket);
            } else {
                far[2 * kept] = time;
                far[2 * kept + 1] = ticket;
                kept++;
            }
        }
        farCount = kept;
        putAsideAt = Math.max(2 * FEW, 2 * near.size());
    }

    /** The sample of this rank; yet what is due first, at {@code first}, is always before the horizon. */
    private long horizonAt(int rank, long first) {
        Arrays.sort(samples);
        return Math.max(samples[rank], first + 1);
    }
}

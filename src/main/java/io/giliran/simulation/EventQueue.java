package io.giliran.simulation;

import java.util.Arrays;

/**
 * What is to happen, in the order of time and, at one time, of being added: a heap of four children a node over one array
 * of longs. An event is a kind and an argument; it is identified by the ticket that adding it gave.
 */
final class EventQueue {
    /** No event has this ticket. */
    static final long NO_TICKET = -1;

    /** The time of the first event of an empty queue. */
    static final long NEVER = Long.MAX_VALUE;

    static final int MAX_ARGUMENT = (1 << 24) - 1;

    private static final int ARGUMENT_BITS = 24;
    private static final int KIND_BITS = 4;
    private static final int SERIAL_SHIFT = ARGUMENT_BITS + KIND_BITS;
    private static final int CHILDREN = 4;

    /** Of node i the time at 2i and the ticket at 2i + 1. Tickets have the serial number on top. */
    private long[] nodes = new long[256];

    private int size;
    private long serial;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** When the first event is due; {@link #NEVER} when there is none. */
    long firstTime() {
        return size == 0 ? NEVER : nodes[0];
    }

    static int kind(long ticket) {
        return (int) (ticket >>> ARGUMENT_BITS) & ((1 << KIND_BITS) - 1);
    }

    static int argument(long ticket) {
        return (int) ticket & MAX_ARGUMENT;
    }

    /**
     * Adds an event and returns its ticket.
     *
     * @param kind 0 to 15
     * @param argument 0 to {@link #MAX_ARGUMENT}
     */
    long add(long time, int kind, int argument) {
        long ticket = serial++ << SERIAL_SHIFT | (long) kind << ARGUMENT_BITS | argument;
        if (2 * size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * nodes.length);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) / CHILDREN;
            // The newest has the highest ticket, so an equal time does not rise.
            if (nodes[2 * parent] <= time) {
                break;
            }
            nodes[2 * hole] = nodes[2 * parent];
            nodes[2 * hole + 1] = nodes[2 * parent + 1];
            hole = parent;
        }
        nodes[2 * hole] = time;
        nodes[2 * hole + 1] = ticket;
        return ticket;
    }

    /** Takes the first event out and returns its ticket; there must be one. */
    long take() {
        long[] heap = nodes;
        long first = heap[1];
        int last = --size;
        long time = heap[2 * last];
        long ticket = heap[2 * last + 1];
        int hole = 0;
        for (int child = 1; child < last; child = CHILDREN * hole + 1) {
            int end = Math.min(child + CHILDREN, last);
            int least = child;
            long leastTime = heap[2 * child];
            for (int other = child + 1; other < end; other++) {
                long otherTime = heap[2 * other];
                if (otherTime < leastTime || (otherTime == leastTime && heap[2 * other + 1] < heap[2 * least + 1])) {
                    least = other;
                    leastTime = otherTime;
                }
            }
            if (time < leastTime || (time == leastTime && ticket < heap[2 * least + 1])) {
                break;
            }
            heap[2 * hole] = leastTime;
            heap[2 * hole + 1] = heap[2 * least + 1];
            hole = least;
        }
        heap[2 * hole] = time;
        heap[2 * hole + 1] = ticket;
        return first;
    }
}

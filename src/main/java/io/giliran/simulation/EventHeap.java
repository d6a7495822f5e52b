package io.giliran.simulation;

import java.util.Arrays;

/**
 * Times and tickets in the order of time and, at one time, of the tickets: a heap of four children a node over one array
 * of longs. Which child is least no branch foretells, so there is none but for equal times.
 */
final class EventHeap {
    private static final int CHILDREN_SHIFT = 2;
    private static final int CHILDREN = 1 << CHILDREN_SHIFT;

    /** Node i has its time at 2i and its ticket at 2i + 1. Times are not negative, so their differences do not overflow. */
    private long[] nodes = new long[256];

    private int size;

    int size() {
        return size;
    }

    /** There must be one. */
    long firstTime() {
        return nodes[0];
    }

    /** The time of one of them, in no particular order. */
    long time(int index) {
        return nodes[2 * index];
    }

    /** The ticket that belongs to {@link #time}. */
    long ticket(int index) {
        return nodes[2 * index + 1];
    }

    /** Forgets all; what {@link #time} and {@link #ticket} said can still be read until as many were added. */
    void clear() {
        size = 0;
    }

    void add(long time, long ticket) {
        if (2 * size == nodes.length) {
            nodes = Arrays.copyOf(nodes, 2 * nodes.length);
        }
        long[] heap = nodes;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >> CHILDREN_SHIFT;
            long parentTime = heap[2 * parent];
            if (parentTime < time || (parentTime == time && heap[2 * parent + 1] < ticket)) {
                break;
            }
            heap[2 * hole] = parentTime;
            heap[2 * hole + 1] = heap[2 * parent + 1];
            hole = parent;
        }
        heap[2 * hole] = time;
        heap[2 * hole + 1] = ticket;
    }

    /** Takes the first out and returns its ticket; there must be one. */
    long take() {
        long[] heap = nodes;
        long first = heap[1];
        int last = --size;
        long time = heap[2 * last];
        long ticket = heap[2 * last + 1];
        int hole = 0;
        for (int child = 1; child < last; child = CHILDREN * hole + 1) {
            int least = child;
            if (child + CHILDREN <= last) {
                least = lesser(heap, lesser(heap, child, child + 1), lesser(heap, child + 2, child + 3));
            } else {
                for (int other = child + 1; other < last; other++) {
                    least = lesser(heap, least, other);
                }
            }
            long leastTime = heap[2 * least];
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

    private static int lesser(long[] heap, int one, int other) {
        long oneTime = heap[2 * one];
        long otherTime = heap[2 * other];
        if (oneTime == otherTime) {
            return heap[2 * one + 1] < heap[2 * other + 1] ? one : other;
        }
        int otherIsLess = (int) ((otherTime - oneTime) >> 63);
        return one ^ ((one ^ other) & otherIsLess);
    }
}

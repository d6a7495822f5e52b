package io.giliran.simulation.engine;

import java.util.Arrays;

/**
 * Times and tickets in the order of time and, at one time, of the tickets: a heap of four children a node over one array
 * of longs. Which child is least no branch foretells, so there is none but for equal times. What is taken leaves a hole at
 * the top, for most often another event is added at once: then one goes down where otherwise one would and one would go up.
 */
final class EventHeap {
    private static final int CHILDREN_SHIFT = 2;
    private static final int CHILDREN = 1 << CHILDREN_SHIFT;

    /** Node i has its time at 2i and its ticket at 2i + 1. Times are not negative, so their differences do not overflow. */
    private long[] nodes = new long[256];

    /** Nodes, the hole included. */
    private int size;

    private boolean hasHole;

    int size() {
        return hasHole ? size - 1 : size;
    }

    /** Returns the time of the first event; the heap must not be empty. */
    long firstTime() {
        if (hasHole) {
            closeHole();
        }
        return nodes[0];
    }

    /** The time of one of them, in no particular order; the last call that changed the heap was {@link #add}. */
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
        hasHole = false;
    }

    void add(long time, long ticket) {
        if (hasHole) {
            hasHole = false;
            sink(time, ticket);
        } else {
            rise(time, ticket);
        }
    }

    /** Takes the first out and returns its ticket; there must be one. */
    long take() {
        if (hasHole) {
            closeHole();
        }
        hasHole = true;
        return nodes[1];
    }

    private void closeHole() {
        hasHole = false;
        size--;
        if (size > 0) {
            sink(nodes[2 * size], nodes[2 * size + 1]);
        }
    }

    private void rise(long time, long ticket) {
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

    /** Puts it in at the top, where a hole is. */
    private void sink(long time, long ticket) {
        long[] heap = nodes;
        int last = size;
        int hole = 0;
        for (int child = 1; child < last; child = CHILDREN * hole + 1) {
            int least = child + CHILDREN <= last ? leastOfFour(heap, child) : leastOfFewer(heap, child, last);
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
    }

    private static int leastOfFour(long[] heap, int child) {
        long first = heap[2 * child];
        long second = heap[2 * child + 2];
        long third = heap[2 * child + 4];
        long fourth = heap[2 * child + 6];
        // All bits are set where the latter is less.
        long secondLess = (second - first) >> 63;
        long fourthLess = (fourth - third) >> 63;
        long ofFormer = first + ((second - first) & secondLess);
        long ofLatter = third + ((fourth - third) & fourthLess);
        if (first == second || third == fourth || ofFormer == ofLatter) {
            return leastOfFewer(heap, child, child + CHILDREN);
        }
        int former = child - (int) secondLess;
        int latter = child + 2 - (int) fourthLess;
        return former + ((latter - former) & (int) ((ofLatter - ofFormer) >> 63));
    }

    private static int leastOfFewer(long[] heap, int from, int end) {
        int least = from;
        for (int other = from + 1; other < end; other++) {
            long leastTime = heap[2 * least];
            long time = heap[2 * other];
            if (time < leastTime || (time == leastTime && heap[2 * other + 1] < heap[2 * least + 1])) {
                least = other;
            }
        }
        return least;
    }
}

package io.giliran.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The connections of a recorded run as rows of arrays, in the order in which they got their first backend. */
final class ConnectionRows {
    final int count;
    /** In the balancer's log, from 1; 0 when there is no log. */
    final long[] number;
    /** The client's address and port. */
    final String[] client;
    /** What the policies know the client by. */
    final long[] key;
    /** The index of the backend that it was connected to; {@link LiveRecording#NONE} when that is not known. */
    final int[] picked;
    /** No earlier than that it got its backend; ascending. */
    final long[] openedAt;
    /** How long its backend took to be connected. */
    final long[] connectNanos;
    /** How many requests it had. */
    final int[] requests;
    /** Which pick of the journal its first one was, from 1; 0 when there is no journal. */
    final long[] journalPick;
    /** The indices of the backends that could not be connected for it; most connections have none. */
    final Map<Integer, Set<Integer>> failed = new HashMap<>();

    ConnectionRows(int count) {
        this.count = count;
        number = new long[count];
        client = new String[count];
        key = new long[count];
        picked = new int[count];
        openedAt = new long[count];
        connectNanos = new long[count];
        requests = new int[count];
        journalPick = new long[count];
    }

    boolean hasFailed(int connection, int backend) {
        Set<Integer> ones = failed.get(connection);
        return ones != null && ones.contains(backend);
    }
}

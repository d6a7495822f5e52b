package io.giliran.simulation.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The connections of a recorded run as rows of arrays, in the order in which they got their first backend. */
public final class ConnectionRows {
    public final int count;
    /** Number in the balancer's log, from 1; 0 when there is no log. */
    public final long[] number;
    /** The client's address and port. */
    public final String[] client;
    /** Key of the client for the policies. */
    public final long[] key;
    /** The index of the backend that it was connected to; {@code LiveRecording#NONE} when that is not known. */
    public final int[] picked;
    /** Time of opening, not before it got its backend; ascending. */
    public final long[] openedAt;
    /** Duration of the connect to its backend, in ns. */
    public final long[] connectNanos;
    /** Number of its requests. */
    public final int[] requests;
    /** Number of its first pick in the journal, from 1; 0 when there is no journal. */
    public final long[] journalPick;
    /** The indices of the backends that could not be connected for it; most connections have none. */
    public final Map<Integer, Set<Integer>> failed = new HashMap<>();

    public ConnectionRows(int count) {
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

    public boolean hasFailed(int connection, int backend) {
        Set<Integer> ones = failed.get(connection);
        return ones != null && ones.contains(backend);
    }
}

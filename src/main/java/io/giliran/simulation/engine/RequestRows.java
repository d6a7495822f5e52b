package io.giliran.simulation.engine;

/** The requests of a recorded run as rows of arrays, in the order of their intended starts. */
public final class RequestRows {
    public final int count;
    /** Intended start, in ns since the run's start. */
    public final long[] intended;
    /** Corrected RTTs, in ns; -1 for a request that was not answered well. */
    public final long[] rtt;
    /** The work that it asked for. */
    public final long[] work;
    /** The row of its connection. */
    public final int[] connection;
    /** The request that waits for the answer to this one; {@code LiveRecording#NONE} when none does. */
    public final int[] after;
    /** Pause of the client before it, in ns, for a request that waits for the answer to another; otherwise -1. */
    public final long[] pause;

    public RequestRows(int count) {
        this.count = count;
        intended = new long[count];
        rtt = new long[count];
        work = new long[count];
        connection = new int[count];
        after = new int[count];
        pause = new long[count];
    }
}

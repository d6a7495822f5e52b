package io.giliran.theory;

/** Effect of heavy-tailed service times on the times in system. */
public final class HeavyTail {
    private HeavyTail() {}

    /**
     * The tail index of the time in a first come, first served system whose service times have the tail index given: the
     * part of times above t falls as t to the power of minus the index. A wait of length t takes as many long services at
     * once as there are servers to spare, each still lasting for t; the residual of a service has an index lower by one.
     *
     * @param servers that serve one queue
     * @param load of each of them, above 0 and below 1
     * @see <a href="https://doi.org/10.1287/moor.1120.0539">Foss and Korshunov, On large delays in multi-server queues with
     *     heavy tails, 2012</a>
     */
    public static double queued(double serviceIndex, int servers, double load) {
        double spare = servers - Math.floor(Sojourn.checkedLoad(load) * servers);
        return Math.min(serviceIndex, spare * (serviceIndex - 1));
    }
}

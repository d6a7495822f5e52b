package io.giliran.simulation.engine;

/** Receives the RTTs of a run one by one, in the order in which the answers came. */
public interface RttSeries {
    /** Looks at none. */
    RttSeries UNSEEN = (arrivedAt, nanos) -> {};

    /**
     * Takes the next one.
     *
     * @param arrivedAtNanos when its request came, since the start of the run
     */
    void add(long arrivedAtNanos, long nanos);

    /**
     * A request got no answer: it failed, or the run ended.
     *
     * @param nanos how long it lasted until then
     */
    default void lost(long arrivedAtNanos, long nanos) {}
}

package io.giliran.simulation;

/** Is handed the RTTs of a run one by one, in the order in which the answers came. */
interface RttSeries {
    /** Looks at none. */
    RttSeries UNSEEN = nanos -> {};

    void add(long nanos);
}

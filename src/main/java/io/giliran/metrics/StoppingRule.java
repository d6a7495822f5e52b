package io.giliran.metrics;

/** Says when a run has told enough. */
public interface StoppingRule {
    /**
     * Whether the run may end. Asked as often as one likes.
     *
     * @param series all that was measured so far, without the warm-up
     */
    boolean isEnough(LatencySeries series);

    /** How far it is, in a few words; empty when there is nothing to say. */
    String progress(LatencySeries series);
}

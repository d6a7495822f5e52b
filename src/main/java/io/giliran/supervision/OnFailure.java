package io.giliran.supervision;

/** Consequence of a part's failure. */
public enum OnFailure {
    /**
     * The part begins anew, after a delay that grows with each failure in a row. Messages wait meanwhile. The behavior is made
     * anew, so what must outlive a failure is kept outside of it.
     */
    RESTART,
    /** The part ends, and its parent receives {@link akka.actor.typed.ChildFailed}: the process cannot go on without it. */
    END
}

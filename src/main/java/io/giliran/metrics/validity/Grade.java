package io.giliran.metrics.validity;

import java.util.Locale;

/** Grade of how far the numbers of a run can be trusted. */
public enum Grade {
    /** The swarm's own lateness can have moved no claimed number by more than a tenth. */
    VALID,
    /** The numbers hold within the error bounds that stand beside them. */
    USABLE,
    /** The numbers say more of the swarm than of its target. */
    INVALID;

    /** The word in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.giliran.health;

import org.jspecify.annotations.Nullable;

/** Health of a backend that has left its pool, kept in case it joins again. */
public final class HealthMemory {
    private final BackendHealth health;
    private final @Nullable ConnectionTally tally;

    HealthMemory(BackendHealth health, @Nullable ConnectionTally tally) {
        this.health = health;
        this.tally = tally;
    }

    BackendHealth health() {
        return health;
    }

    /** Null when its connections were not watched. */
    @Nullable
    ConnectionTally tally() {
        return tally;
    }

    /** The operator's wish at its leaving. */
    public AdminState admin() {
        return health.admin();
    }

    /** Resets the administrative state to ready. */
    public HealthMemory ready() {
        health.setAdmin(AdminState.READY);
        return this;
    }
}

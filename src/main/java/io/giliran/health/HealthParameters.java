package io.giliran.health;

import java.util.Optional;

/**
 * Settings of the health of a pool.
 *
 * @param checks empty for none: then all are up
 * @param ejection empty for none
 * @param panicPercent with fewer healthy, all are used; 0 for never
 * @param cutsWhenDown whether the connections of a backend that goes down are cut
 */
public record HealthParameters(
        Optional<CheckParameters> checks,
        Optional<EjectionParameters> ejection,
        int panicPercent,
        boolean cutsWhenDown) {}

package io.giliran.simulation.engine;

import io.giliran.workload.Fault;
import io.giliran.workload.ScenarioBackend;

/** Backend of a run: its service, and the faults in effect. */
final class BackendState {
    private static final long DOES_NOT_FAIL = -1;

    private final ScenarioBackend described;
    private final Service service;
    private boolean member;
    private boolean gone;
    private boolean refusing;
    private boolean frozen;
    private long failsAfter = DOES_NOT_FAIL;
    private double coldFactor;
    private long coldSince;
    private long coldNanos;

    BackendState(ScenarioBackend described, Service service) {
        this.described = described;
        this.service = service;
        member = !described.absent();
        gone = described.absent();
    }

    Service service() {
        return service;
    }

    /** Whether balancers may give it new connections. */
    boolean isMember() {
        return member;
    }

    boolean isGone() {
        return gone;
    }

    boolean refuses() {
        return (refusing && !frozen) || gone;
    }

    /** Time in ns after which it fails a request; negative while it serves requests. */
    long failsAfter() {
        return frozen ? DOES_NOT_FAIL : failsAfter;
    }

    /**
     * Lets a fault happen; true when it changed whether it is a member. A frozen backend stays frozen until it recovers, or
     * is removed and joins anew: what else happens meanwhile has no effect before that.
     */
    boolean suffer(Fault fault, long now) {
        boolean before = member;
        switch (fault.kind()) {
            case SLOW -> setFactor(fault.factor(), now);
            case COLD -> {
                if (!frozen) {
                    coldFactor = fault.factor();
                    coldSince = now;
                    coldNanos = fault.nanos();
                    service.setSpeed(described.speed() / coldFactor, now);
                }
            }
            case FREEZE -> {
                coldNanos = 0;
                frozen = true;
                service.setSpeed(0, now);
            }
            case REFUSE -> refusing = true;
            case FAIL -> failsAfter = fault.nanos();
            case RECOVER -> recover(now);
            case ADD -> {
                if (gone || !frozen) {
                    recover(now);
                }
                member = true;
                gone = false;
            }
            case DRAIN -> member = false;
            case REMOVE -> {
                member = false;
                gone = true;
            }
        }
        return member != before;
    }

    /** Gives a cold one more of its speed; returns after how many ns to come again, 0 for never. */
    long warm(long now, int steps) {
        if (coldNanos == 0) {
            return 0;
        }
        double part = (double) (now - coldSince) / coldNanos;
        if (part >= 1) {
            setFactor(1, now);
            return 0;
        }
        double coldest = 1 / coldFactor;
        service.setSpeed(described.speed() * (coldest + part * (1 - coldest)), now);
        return Math.max(1, coldNanos / steps);
    }

    private void recover(long now) {
        refusing = false;
        failsAfter = DOES_NOT_FAIL;
        frozen = false;
        setFactor(1, now);
    }

    private void setFactor(double factor, long now) {
        if (!frozen) {
            coldNanos = 0;
            service.setSpeed(described.speed() / factor, now);
        }
    }
}

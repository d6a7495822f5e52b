package io.giliran.health;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.Eligibility.State;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** State of one backend's health, except its ejection. */
final class BackendHealth {
    private boolean backup;
    private AdminState admin = AdminState.READY;
    private @Nullable CheckParameters checks;
    private @Nullable CheckSchedule schedule;
    private @Nullable RiseFall riseFall;
    private CheckOutcome last = CheckOutcome.NONE;
    /** The running check was begun in another life and does not count. */
    private boolean outdated;

    BackendHealth(boolean backup, @Nullable CheckParameters checks, @Nullable CheckSchedule schedule) {
        this.backup = backup;
        this.checks = checks;
        this.schedule = schedule;
    }

    /** Resets the checks to those of a new backend; the first check is due soon. */
    void begin(long nowNanos) {
        if (checks != null && schedule != null) {
            riseFall = new RiseFall(checks.rise(), checks.fall(), checks.initial());
            last = CheckOutcome.NONE;
            schedule.begin(nowNanos);
        }
    }

    /** Checks are made otherwise, or not any more, or from now on: then it stays up until one has failed. */
    void reconfigure(@Nullable CheckParameters changed, RandomGenerator random, long nowNanos) {
        CheckParameters before = checks;
        checks = changed;
        if (changed == null) {
            schedule = null;
            riseFall = null;
            last = CheckOutcome.NONE;
            outdated = false;
        } else if (before == null || schedule == null || riseFall == null) {
            schedule = new CheckSchedule(changed.timing(), random);
            riseFall = new RiseFall(changed.rise(), changed.fall(), InitialState.UP);
            if (admin != AdminState.MAINT) {
                schedule.begin(nowNanos);
            }
        } else {
            riseFall.reconfigure(changed.rise(), changed.fall());
            schedule.reconfigure(changed.timing(), riseFall, nowNanos);
        }
    }

    /** Joins again after a while: what was known stays, and the first check is due soon. A check that was running is lost. */
    void resume(@Nullable CheckParameters changed, RandomGenerator random, long nowNanos) {
        reconfigure(changed, random, nowNanos);
        if (changed != null) {
            outdated = false;
            schedule = new CheckSchedule(changed.timing(), random);
            if (admin != AdminState.MAINT) {
                schedule.begin(nowNanos);
            }
        }
    }

    void stopChecks() {
        if (schedule != null) {
            schedule.stop();
            outdated = schedule.isRunning();
        }
    }

    void setBackup(boolean changed) {
        backup = changed;
    }

    boolean isBackup() {
        return backup;
    }

    AdminState admin() {
        return admin;
    }

    void setAdmin(AdminState wanted) {
        admin = wanted;
    }

    long checkDueAt() {
        return schedule == null ? CheckSchedule.NEVER : schedule.dueAt();
    }

    /** Whether a check is due, which then runs. */
    boolean startCheck(long nowNanos) {
        if (schedule == null || !schedule.isDue(nowNanos)) {
            return false;
        }
        schedule.started();
        return true;
    }

    boolean isCheckRunning() {
        return schedule != null && schedule.isRunning();
    }

    /** Takes in the end of the running check. */
    RiseFall.Change checked(CheckOutcome outcome, long nowNanos) {
        if (schedule == null || riseFall == null) {
            return RiseFall.Change.NONE;
        }
        boolean counts =
                !outdated && (outcome.result().isPassed() || outcome.result().isFailed());
        RiseFall.Change change = counts ? riseFall.checked(outcome.result().isPassed()) : RiseFall.Change.NONE;
        if (!outdated) {
            last = outcome;
        }
        outdated = false;
        schedule.ended(riseFall, nowNanos);
        return change;
    }

    void hurryCheck(long nowNanos) {
        if (schedule != null) {
            schedule.hurry(nowNanos);
        }
    }

    /** State when it is not ejected. */
    State state() {
        return switch (admin) {
            case MAINT -> State.MAINT;
            case DRAIN -> State.DRAIN;
            case READY ->
                riseFall == null
                        ? State.UP
                        : switch (riseFall.state()) {
                            case UNKNOWN -> State.UNKNOWN;
                            case DOWN -> State.DOWN;
                            case UP -> State.UP;
                        };
        };
    }

    /** Text for people, for example {@code UP 2/3, L4CON could not be connected}. */
    String text() {
        return riseFall == null ? "UP, not checked" : riseFall.text() + ", " + last.text();
    }
}

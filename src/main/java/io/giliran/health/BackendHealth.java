package io.giliran.health;

import io.giliran.health.Eligibility.State;
import org.jspecify.annotations.Nullable;

/** What is known about one backend but for its ejection. */
final class BackendHealth {
    private final boolean backup;
    private AdminState admin = AdminState.READY;
    private final @Nullable CheckParameters checks;
    private final @Nullable CheckSchedule schedule;
    private @Nullable RiseFall riseFall;
    private CheckOutcome last = CheckOutcome.NONE;
    /** The running check was begun in another life and does not count. */
    private boolean outdated;

    BackendHealth(boolean backup, @Nullable CheckParameters checks, @Nullable CheckSchedule schedule) {
        this.backup = backup;
        this.checks = checks;
        this.schedule = schedule;
    }

    /** As new: nothing known, the first check is due soon. */
    void begin(long nowNanos) {
        if (checks != null && schedule != null) {
            riseFall = new RiseFall(checks.rise(), checks.fall(), checks.initial());
            last = CheckOutcome.NONE;
            schedule.begin(nowNanos);
        }
    }

    void stopChecks() {
        if (schedule != null) {
            schedule.stop();
            outdated = schedule.isRunning();
        }
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

    /** Its state when it is not ejected. */
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

    /** For example {@code UP 2/3, L4CON could not be connected}. */
    String text() {
        return riseFall == null ? "UP, not checked" : riseFall.text() + ", " + last.text();
    }
}

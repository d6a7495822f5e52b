package io.giliran.cli;

import io.giliran.report.RunSummary;

/** What the process ends with. */
final class ExitCode {
    static final int DONE = 0;

    /** The balancer did not do what {@code ctl} asked of it. */
    static final int REFUSED = 1;

    static final int BAD_CONFIGURATION = 2;

    /** Could not listen or connect; or all requests of a run have failed, so that it has measured nothing. */
    static final int NOT_STARTED = 3;

    /** The swarm was the bottleneck itself, or lost something: its results must not be trusted. */
    static final int INVALID = 98;

    /** What a scenario expects did not come true, or an SLO did not hold. */
    static final int EXPECTATION_FAILED = 99;

    /** Something inside has failed that the process cannot go on without; Akka ends it with the same after a fatal error. */
    static final int FAILED_INSIDE = 255;

    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The exit code of a run that has ended. An invalid run fails no SLO: its numbers decide nothing. */
    static int of(RunSummary summary) {
        if (!summary.valid()) {
            return INVALID;
        }
        if (!summary.judgement().slosHold()) {
            return EXPECTATION_FAILED;
        }
        return summary.ok() == 0 && summary.failures() > 0 ? NOT_STARTED : DONE;
    }
}

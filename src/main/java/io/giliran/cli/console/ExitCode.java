package io.giliran.cli.console;

import io.giliran.report.RunSummary;

/** Exit codes of the process. */
public final class ExitCode {
    public static final int DONE = 0;

    /** The balancer did not do what {@code ctl} asked of it. */
    public static final int REFUSED = 1;

    public static final int BAD_CONFIGURATION = 2;

    /** Could not listen or connect; or all requests of a run have failed, so that it has measured nothing. */
    public static final int NOT_STARTED = 3;

    /** The swarm was the bottleneck itself, or lost something: its results must not be trusted. */
    public static final int INVALID = 98;

    /** An expectation of a scenario did not come true, or an SLO did not hold. */
    public static final int EXPECTATION_FAILED = 99;

    /** A failure inside that the process cannot survive; Akka uses the same code after a fatal error. */
    public static final int FAILED_INSIDE = 255;

    public static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** The exit code of a run that has ended. An invalid run fails no SLO: its numbers decide nothing. */
    public static int of(RunSummary summary) {
        if (!summary.valid()) {
            return INVALID;
        }
        if (!summary.judgement().slosHold()) {
            return EXPECTATION_FAILED;
        }
        return summary.ok() == 0 && summary.failures() > 0 ? NOT_STARTED : DONE;
    }
}

package io.giliran.cli;

/** What the process ends with. */
final class ExitCode {
    static final int DONE = 0;

    /** The balancer did not do what {@code ctl} asked of it. */
    static final int REFUSED = 1;

    static final int BAD_CONFIGURATION = 2;
    static final int NOT_STARTED = 3;

    /** The swarm was the bottleneck itself, or lost something: its results must not be trusted. */
    static final int INVALID = 98;

    /** What a scenario expects did not come true. */
    static final int EXPECTATION_FAILED = 99;

    static final int INTERRUPTED = 130;

    private ExitCode() {}
}

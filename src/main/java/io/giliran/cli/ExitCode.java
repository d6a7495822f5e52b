package io.giliran.cli;

/** What the process ends with. */
final class ExitCode {
    static final int DONE = 0;
    static final int BAD_CONFIGURATION = 2;
    static final int NOT_STARTED = 3;

    private ExitCode() {}
}

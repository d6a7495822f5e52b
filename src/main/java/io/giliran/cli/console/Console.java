package io.giliran.cli.console;

import io.giliran.report.ProgressLine;
import io.giliran.swarm.Progress;
import picocli.CommandLine;

/**
 * The terminal: whole lines, and on a real terminal a progress line that stays in its place. Every text is printed as
 * {@link ConsoleText}, because names and answers come from outside.
 */
public final class Console {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final boolean onTerminal = CommandLine.Help.Ansi.AUTO.enabled();
    /** Whether standard output is a log, where nothing else may stand. */
    private final boolean stdoutIsLog;

    private boolean progressShown;

    public Console() {
        this(false);
    }

    /** @param stdoutIsLog whether lines go to standard error, because standard output is the access log */
    public Console(boolean stdoutIsLog) {
        this.stdoutIsLog = stdoutIsLog;
    }

    public boolean isOnTerminal() {
        return onTerminal;
    }

    public void line(String text) {
        clearProgress();
        (stdoutIsLog ? System.err : System.out).println(ConsoleText.lines(text));
    }

    public void error(String text) {
        clearProgress();
        System.err.println("giliran: " + ConsoleText.lines(text));
    }

    public void progress(Progress progress) {
        ProgressLine.State state = new ProgressLine.State(
                progress.connected(),
                progress.eachRequestConnects(),
                progress.done(),
                progress.planned(),
                progress.perSecond(),
                progress.p50Nanos(),
                progress.p99Nanos(),
                progress.errors(),
                progress.elapsedSeconds(),
                progress.part());
        String awaited = progress.awaited().isEmpty() ? "" : "  " + progress.awaited();
        progress((onTerminal ? ProgressLine.renderWithBar(state) : ProgressLine.render(state)) + awaited);
    }

    public void progress(String line) {
        String text = ConsoleText.line(line);
        if (onTerminal) {
            System.out.print(CLEAR_LINE + text);
            System.out.flush();
            progressShown = true;
        } else {
            System.out.println(text);
        }
    }

    private void clearProgress() {
        if (progressShown) {
            System.out.print(CLEAR_LINE);
            progressShown = false;
        }
    }
}

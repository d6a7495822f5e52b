package io.giliran.cli;

import io.giliran.report.ProgressLine;
import io.giliran.swarm.Progress;
import picocli.CommandLine;

/** What a person sees: plain lines, and on a terminal a progress line that stays in its place. */
final class Console {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final boolean onTerminal = CommandLine.Help.Ansi.AUTO.enabled();
    private boolean progressShown;

    boolean isOnTerminal() {
        return onTerminal;
    }

    void line(String text) {
        clearProgress();
        System.out.println(text);
    }

    void error(String text) {
        clearProgress();
        System.err.println("giliran: " + text);
    }

    void progress(Progress progress) {
        ProgressLine.State state = new ProgressLine.State(
                progress.connected(),
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

    void progress(String text) {
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

package io.giliran.cli.simulate;

import io.giliran.cli.console.Console;
import io.giliran.cli.process.HeldExit;
import io.giliran.simulation.experiment.Experiment;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows the progress of a simulation and the time left; Ctrl-C ends it, and the results so far are shown. */
public final class SimulationProgress implements Experiment.Watch, AutoCloseable {
    private static final long FIRST_AFTER = TimeUnit.SECONDS.toNanos(2);
    private static final long EVERY_ON_A_TERMINAL = TimeUnit.SECONDS.toNanos(1);

    /** A line a second would fill a log. */
    private static final long EVERY_IN_A_FILE = TimeUnit.SECONDS.toNanos(5);

    private static final double MOST_SECONDS_LEFT = 1e6;

    private final Console console;
    private final long started = System.nanoTime();
    private final HeldExit exit;
    private long nextAt = started + FIRST_AFTER;

    public SimulationProgress(Console console) {
        this.console = console;
        exit = HeldExit.arm("the simulation did not come to an end; there are no results");
    }

    @Override
    public boolean goesOn(double done) {
        long now = System.nanoTime();
        if (now >= nextAt && !exit.isWished()) {
            nextAt = now + (console.isOnTerminal() ? EVERY_ON_A_TERMINAL : EVERY_IN_A_FILE);
            double seconds = (now - started) / 1e9;
            console.progress(line(seconds, done));
        }
        return !exit.isWished();
    }

    /** Time left is unknown before anything is done, and not worth showing beyond days. */
    static String line(double seconds, double done) {
        double left = seconds / done - seconds;
        String unknown = String.format(Locale.ROOT, "%6.1f s  %3.0f %%", seconds, 100 * done);
        return left < MOST_SECONDS_LEFT ? unknown + String.format(Locale.ROOT, "  %,.0f s left", left) : unknown;
    }

    public boolean isInterrupted() {
        return exit.isWished();
    }

    @Override
    public void close() {
        exit.close();
    }
}

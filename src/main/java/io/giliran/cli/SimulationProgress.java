package io.giliran.cli;

import io.giliran.simulation.Experiment;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows how far a simulation is and how long it will take; Ctrl-C ends it with what is known, which is then shown. */
final class SimulationProgress implements Experiment.Watch, AutoCloseable {
    private static final long FIRST_AFTER = TimeUnit.SECONDS.toNanos(2);
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Console console;
    private final long started = System.nanoTime();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread onShutdown = new Thread(this::interrupt, "simulation-interrupt");
    private long nextAt = started + FIRST_AFTER;
    private volatile boolean interrupted;

    SimulationProgress(Console console) {
        this.console = console;
        Runtime.getRuntime().addShutdownHook(onShutdown);
    }

    @Override
    public boolean goesOn(double done) {
        long now = System.nanoTime();
        if (now >= nextAt && !interrupted) {
            nextAt = now + EVERY;
            double seconds = (now - started) / 1e9;
            console.progress(String.format(
                    Locale.ROOT, "%6.1f s  %3.0f %%  %.0f s left", seconds, 100 * done, seconds / done - seconds));
        }
        return !interrupted;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            // The hook waits for us, and now ends.
        }
    }

    private void interrupt() {
        interrupted = true;
        try {
            finished.await();
        } catch (InterruptedException wish) {
            Thread.currentThread().interrupt();
        }
    }
}

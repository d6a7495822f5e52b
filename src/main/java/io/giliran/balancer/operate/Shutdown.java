package io.giliran.balancer.operate;

import io.giliran.balancer.settings.ShutdownSettings;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A shutdown under way: closes connections step by step, and reports what is still open. Plain: the time is handed in. */
public final class Shutdown {
    private final GracefulShutdown closing;
    private final ShutdownProgress progress;
    private final Consumer<ShutdownProgress.Report> reader;

    /**
     * Begins; both times are the same moment.
     *
     * @param reader receives what is open, on the caller's thread
     */
    public Shutdown(
            ShutdownSettings settings,
            RandomGenerator jitter,
            Instant begun,
            long nowNanos,
            Consumer<ShutdownProgress.Report> reader) {
        closing = new GracefulShutdown(settings, jitter, nowNanos);
        progress = new ShutdownProgress(settings, begun, nowNanos);
        this.reader = reader;
    }

    /**
     * Says which connections are closed now, and when to come back.
     *
     * @param open how many have not ended
     * @param candidates those of them that may be closed
     */
    public GracefulShutdown.Step step(long open, List<GradualClosing.Candidate> candidates, long nowNanos) {
        GracefulShutdown.Step step = closing.step(candidates, nowNanos);
        progress.said(open, nowNanos).ifPresent(reader);
        return step.isOver()
                ? step
                : new GracefulShutdown.Step(
                        step.closed(), false, Math.min(step.nextAt(), nowNanos + ShutdownProgress.EVERY.toNanos()));
    }
}

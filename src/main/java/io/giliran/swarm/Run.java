package io.giliran.swarm;

import io.giliran.metrics.StoppingRule;
import io.giliran.report.RunDirectory;
import io.giliran.report.TheoryValue;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Facts that a swarm has to know of its run, beside its settings.
 *
 * @param command the role that runs: {@code demo} or {@code swarm}
 * @param policy the balancer's, where it is known
 * @param backends their names, where they are known, so that one without requests is listed too
 * @param theory predictions of its RTTs, asked for once the run is over; empty where no model is known
 * @param enough rule that may end it early; null for none
 */
public record Run(
        String command,
        RunDirectory directory,
        @Nullable String policy,
        List<String> backends,
        Supplier<List<TheoryValue>> theory,
        @Nullable StoppingRule enough) {
    public Run {
        backends = List.copyOf(backends);
    }
}

package io.giliran.report;

import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.Slo;
import io.giliran.metrics.validity.SureSlos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Precision of a run's numbers, and the verdict on its goals.
 *
 * @param intervals null when no request was answered, or when the load was changed on purpose
 * @param sureSlos result of each goal
 * @param awaited each precision that the run was to continue for
 * @param ended reason why it ended early, one sentence; null when it did not
 */
public record Judgement(
        @Nullable LatencyIntervals intervals,
        SureSlos sureSlos,
        List<Awaited> awaited,
        @Nullable String ended) {
    /** The judgement of a run without SLOs. */
    static final Judgement NONE = new Judgement(null, List.of(), List.of(), null);

    /**
     * A precision that was awaited.
     *
     * @param goal such as {@code p99±5%}
     * @param relative half the interval's width in parts of the value; infinite when it is not known
     */
    public record Awaited(String goal, double relative, boolean reached) {}

    public Judgement {
        awaited = List.copyOf(awaited);
    }

    /** A judgement whose SLOs no lateness could overturn. */
    public Judgement(
            @Nullable LatencyIntervals intervals,
            List<Slo.Result> slos,
            List<Awaited> awaited,
            @Nullable String ended) {
        this(intervals, new SureSlos(slos, List.of()), awaited, ended);
    }

    /** Each SLO as it came out. */
    public List<Slo.Result> slos() {
        return sureSlos.results();
    }

    /** Whether all SLOs held. */
    public boolean slosHold() {
        return slos().stream().allMatch(Slo.Result::ok);
    }
}

package io.giliran.cli.search;

import com.typesafe.config.Config;
import io.giliran.cli.process.SwarmStart;
import io.giliran.metrics.ClearSlos;
import io.giliran.metrics.Interval;
import io.giliran.metrics.LatencyIntervals;
import io.giliran.metrics.LatencySummary;
import io.giliran.metrics.RateSearch;
import io.giliran.report.RunDirectory;
import io.giliran.report.RunSummary;
import io.giliran.report.searching.SearchStep;
import io.giliran.swarm.Run;
import io.giliran.swarm.Swarm;
import io.giliran.swarm.SwarmSettings;
import io.giliran.workload.RandomStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The steps of a live search: a swarm at each rate that the search asks for, and what came of it. */
final class SearchSteps implements SearchGuardian.Steps {
    private static final String COMMAND = "search";
    private static final Interval UNKNOWN =
            new Interval(Double.NEGATIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, Interval.USUAL_CONFIDENCE);

    private final SearchSettings settings;
    private final SwarmSettings swarm;
    private final Config config;
    private final RunDirectory directory;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private final RateSearch search;
    private final List<SearchStep> steps = new ArrayList<>();
    private double rate;
    private @Nullable RunDirectory stepDirectory;

    /**
     * Creates a search without steps.
     *
     * @param swarm everything but the rate and the duration
     * @param directory of the search; each step gets a run directory in it
     */
    SearchSteps(
            SearchSettings settings,
            SwarmSettings swarm,
            Config config,
            RunDirectory directory,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.swarm = swarm;
        this.config = config;
        this.directory = directory;
        this.nanoTime = nanoTime;
        startedNanos = nanoTime.getAsLong();
        search = new RateSearch(settings.from(), SearchSettings.LEAST, settings.most(), settings.resolution());
    }

    RateSearch search() {
        return search;
    }

    List<SearchStep> steps() {
        return List.copyOf(steps);
    }

    /** Whether it ended before it had found all. */
    boolean isOutOfTime() {
        return search.next().isPresent();
    }

    @Override
    public @Nullable SwarmStart next() {
        OptionalDouble next = search.next();
        Duration left = left();
        if (next.isEmpty() || left.compareTo(leastOfAStep(next.getAsDouble())) < 0) {
            return null;
        }
        rate = next.getAsDouble();
        Duration longest = left.compareTo(settings.stepMost()) < 0 ? left : settings.stepMost();
        // Another seed for each try, or the second would only say the same again.
        SwarmSettings step =
                swarm.at(rate, longest, RandomStream.seedOfRun(swarm.seed(), steps.size()), directory.file("steps"));
        RunDirectory made = SwarmStart.runDirectory(COMMAND, step, config);
        stepDirectory = made;
        return new SwarmStart(
                step,
                new Run(
                        COMMAND,
                        made,
                        null,
                        List.of(),
                        List::of,
                        new ClearSlos(swarm.slos(), settings.stepRequests(), rate * longest.toNanos() / 1e9)));
    }

    private static Interval time(RunSummary summary, double percentile, Interval interval) {
        LatencySummary corrected = summary.corrected();
        return corrected == null || corrected.isKnown(percentile) || Double.isNaN(interval.estimate())
                ? interval
                : SearchStep.atLeast(interval.estimate());
    }

    @Override
    public SearchStep take(Swarm.Finished finished) {
        RunSummary summary = finished.summary();
        LatencyIntervals intervals = summary.judgement().intervals();
        // What the swarm's own lateness cannot overturn is an answer, whatever else the run has against it.
        boolean sure = summary.judgement().sureSlos().areSure();
        boolean held = summary.judgement().slosHold();
        RateSearch.Outcome outcome = !sure || (held && summary.run().verdict().isVoid())
                ? RateSearch.Outcome.GENERATOR_LIMIT
                : held ? RateSearch.Outcome.HELD : RateSearch.Outcome.FAILED;
        SearchStep step = new SearchStep(
                rate,
                summary.achievedPerSecond(),
                time(summary, 50, intervals == null ? UNKNOWN : intervals.p50()),
                time(summary, 99, intervals == null ? UNKNOWN : intervals.p99()),
                summary.ended() == 0 ? 0 : (double) summary.failures() / summary.ended(),
                summary.judgement().slos(),
                outcome,
                outcome == RateSearch.Outcome.GENERATOR_LIMIT ? reason(summary, sure) : "",
                stepDirectory == null ? "" : relative(stepDirectory.path()));
        search.tried(rate, outcome);
        steps.add(step);
        return step;
    }

    private static String reason(RunSummary summary, boolean sure) {
        return sure
                ? String.join("; ", summary.run().verdict().reasons())
                : "the swarm's own lateness could overturn "
                        + String.join(", ", summary.judgement().sureSlos().unsure());
    }

    /** A step that would have to end sooner would say nothing. */
    private Duration leastOfAStep(double perSecond) {
        Duration forRequests = Duration.ofMillis((long) Math.min(1e12, 1e3 * settings.stepRequests() / perSecond));
        return forRequests.compareTo(settings.stepMost()) < 0 ? forRequests : settings.stepMost();
    }

    private String relative(Path step) {
        return directory.path().relativize(step).toString();
    }

    private Duration left() {
        return settings.maxTime().minusNanos(nanoTime.getAsLong() - startedNanos);
    }
}

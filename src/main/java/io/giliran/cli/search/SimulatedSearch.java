package io.giliran.cli.search;

import io.giliran.metrics.RateSearch;
import io.giliran.metrics.Slo;
import io.giliran.report.searching.LoadPicture;
import io.giliran.simulation.experiment.LoadCurve;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/** The same search over simulated backends. Nothing fails there, and nothing is late. */
final class SimulatedSearch {
    private static final double BEYOND = 1.2;

    private final LoadCurve curve;
    private final RateSearch search;

    SimulatedSearch(LoadCurve curve, SearchSettings settings, List<Slo> slos) {
        this.curve = curve;
        search = new RateSearch(settings.from(), SearchSettings.LEAST, settings.most(), settings.resolution());
        for (OptionalDouble rate = search.next(); rate.isPresent(); rate = search.next()) {
            search.tried(rate.getAsDouble(), outcome(rate.getAsDouble(), slos));
        }
    }

    RateSearch search() {
        return search;
    }

    /**
     * The curve from a small load to a little beyond the highest rate that was tried live, or that holds here.
     *
     * @param threads points that are simulated at once, at most
     */
    List<LoadPicture.Simulated> points(double highestLive, int threads) {
        return curve.points(BEYOND * Math.max(highestLive, search.held().orElse(0)), threads).stream()
                .map(point -> new LoadPicture.Simulated(
                        point.perSecond(), (double) point.rtt().getValueAtPercentile(50), (double)
                                point.rtt().getValueAtPercentile(99)))
                .toList();
    }

    /** Outcome of a rate. At or above the capacity of the backends times grow for ever, so every bound fails. */
    private RateSearch.Outcome outcome(double rate, List<Slo> slos) {
        if (rate >= curve.capacityPerSecond()) {
            return RateSearch.Outcome.FAILED;
        }
        Histogram rtt = curve.at(rate).rtt();
        long requests = rtt.getTotalCount();
        Histogram none = new Histogram(1);
        none.recordValue(0);
        Slo.Measured measured = new Slo.Measured(rtt, rtt, none, none, requests, 0, requests / rate, 1);
        return slos.stream().allMatch(slo -> slo.judge(measured).ok())
                ? RateSearch.Outcome.HELD
                : RateSearch.Outcome.FAILED;
    }
}

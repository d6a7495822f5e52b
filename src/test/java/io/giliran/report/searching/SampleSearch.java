package io.giliran.report.searching;

import io.giliran.metrics.Interval;
import io.giliran.metrics.RateSearch;
import io.giliran.metrics.Slo;
import java.util.ArrayList;
import java.util.List;

/** A search over an M/M/1 system of 100 a second, as theory has it: p(99)<100 holds up to 53.9 a second. */
final class SampleSearch {
    final RateSearch search = new RateSearch(10, 1, 1_000, 0.05);
    final List<SearchStep> steps = new ArrayList<>();
    final List<LoadPicture.Simulated> simulated = new ArrayList<>();

    SampleSearch() {
        while (search.next().isPresent()) {
            double rate = search.next().getAsDouble();
            SearchStep step = step(rate, steps.size() + 1);
            search.tried(rate, step.outcome());
            steps.add(step);
        }
        for (double rate = 5; rate < 97; rate += 5) {
            simulated.add(new LoadPicture.Simulated(rate, quantile(0.5, rate), quantile(0.99, rate)));
        }
    }

    private static SearchStep step(double rate, int number) {
        double p99 = rate < 99 ? quantile(0.99, rate) : 4.6e9;
        double p50 = rate < 99 ? quantile(0.5, rate) : 0.7e9;
        boolean held = p99 < 100e6;
        return new SearchStep(
                rate,
                Math.min(rate, 100),
                new Interval(p50 * 0.95, p50, p50 * 1.05, 0.95),
                held
                        ? new Interval(p99 * 0.9, p99, p99 * 1.12, 0.95)
                        : new Interval(Double.NEGATIVE_INFINITY, p99, Double.POSITIVE_INFINITY, 0.95),
                0.001,
                List.of(new Slo.Result("p(99)<100", p99 / 1e6, held, true)),
                held ? RateSearch.Outcome.HELD : RateSearch.Outcome.FAILED,
                "",
                "steps/" + number);
    }

    private static double quantile(double part, double rate) {
        return -Math.log(1 - part) / (100 - rate) * 1e9;
    }
}

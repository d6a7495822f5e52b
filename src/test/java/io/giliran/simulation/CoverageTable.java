package io.giliran.simulation;

import io.giliran.metrics.Interval;
import io.giliran.metrics.SampleSystem;
import io.giliran.simulation.experiment.Experiment;
import io.giliran.simulation.experiment.ExperimentResult;
import io.giliran.simulation.experiment.Metric;
import io.giliran.simulation.experiment.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how often the intervals of simulated systems hold the truth, as a Markdown table: the systems and their truth are
 * those of {@link SampleSystem}, the runs and intervals those of {@code giliran simulate}. Arguments: how many seeds, how many
 * requests a run has, how many replications.
 */
final class CoverageTable {
    private static final Map<Metric, Double> PARTS = Map.of(Metric.P50, 0.5, Metric.P99, 0.99, Metric.P999, 0.999);

    private CoverageTable() {}

    @SuppressWarnings("SystemOut") // It is run for what it prints.
    public static void main(String[] arguments) {
        int seeds = Integer.parseInt(arguments[0]);
        int requests = Integer.parseInt(arguments[1]);
        int replications = Integer.parseInt(arguments[2]);
        System.out.println("| system | metric | truth, ms | has an interval | of these hold it | wrong, of all |");
        System.out.println("|---|---|---|---|---|---|");
        for (SampleSystem system : SampleSystem.all()) {
            rows(system, seeds, requests, replications).forEach(System.out::println);
        }
    }

    static List<String> rows(SampleSystem system, int seeds, int requests, int replications) {
        List<ExperimentResult> results = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            Plan plan = SampleScenarios.plan(String.format(
                    Locale.ROOT,
                    "policies = [ round-robin ], service = \"%s\", load.rate = %.6f, requests = %d, replications = %d, seed = %d,"
                            + " backends = [ \"b*%d\" ]",
                    system.serviceText(),
                    100 * system.load() * system.servers(),
                    requests,
                    replications,
                    seed,
                    system.servers()));
            results.add(new Experiment(plan, done -> true).run());
        }
        List<String> rows = new ArrayList<>();
        for (Metric metric : Metric.TIMES) {
            double truth = 10 * (metric == Metric.MEAN ? system.mean() : system.percentile(PARTS.get(metric)));
            int given = 0;
            int holding = 0;
            int wrong = 0;
            for (ExperimentResult result : results) {
                Interval interval = result.policies().get(0).interval(metric);
                given += interval.isUnbounded() ? 0 : 1;
                holding += !interval.isUnbounded() && interval.contains(truth) ? 1 : 0;
                wrong += interval.contains(truth) ? 0 : 1;
            }
            rows.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %d %% | %s | %.1f %% |",
                    system.name(),
                    metric.shown(),
                    Double.isInfinite(truth) ? "infinite" : String.format(Locale.ROOT, "%.2f", truth),
                    100 * given / seeds,
                    given == 0 ? "refused" : String.format(Locale.ROOT, "%.1f %%", 100.0 * holding / given),
                    100.0 * wrong / seeds));
        }
        return rows;
    }
}

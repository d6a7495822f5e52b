package io.giliran.report.searching;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.metrics.Interval;
import io.giliran.metrics.RateSearch;
import io.giliran.metrics.Slo;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SearchTableTest {
    private static final Interval NOTHING =
            new Interval(Double.NEGATIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY, 0.95);

    private final SampleSearch sample = new SampleSearch();

    @Test
    void aLineForEachStep() {
        assertThat(SearchTable.header()).contains("rate", "p50", "p99", "[95 %]", "errors", "verdict");
        assertThat(SearchTable.line(sample.steps.get(0)))
                .isEqualTo("      10.0/s     7.70 ms     51.2 ms  [46.1 ms, 57.3 ms]        0.10 %  holds");
        assertThat(SearchTable.line(sample.steps.get(3)))
                .isEqualTo("      80.0/s     34.7 ms      230 ms  [?, ?]                    0.10 %"
                        + "  fails: p(99)<100 is 230.3");
    }

    /** 6 % of the requests hang until the end: p99 lies among them. */
    @Test
    void aTimeThatIsKnownFromBelowOnlySaysSo() {
        SearchStep step = new SearchStep(
                100,
                94,
                new Interval(9e6, 10e6, 11e6, 0.95),
                SearchStep.atLeast(5e9),
                0.06,
                List.of(new Slo.Result("p(99)<100", 5000, false, true)),
                RateSearch.Outcome.FAILED,
                "",
                "steps/1");

        assertThat(SearchTable.line(step)).contains("   10.0 ms    > 5.00 s     ");
        assertThat(SearchCsv.render(List.of(step))).contains(",10000000,9000000,11000000,,5000000000,,0.0600000,");
        assertThat(LoadPicture.svg(List.of(step), List.of(), sample.search, "hangs"))
                .contains("100.0/s, &gt; 5.00 s, ");
    }

    @Test
    void whatTheGeneratorCannotDoIsItsLimit() {
        SearchStep step = new SearchStep(
                9_000,
                7_000,
                NOTHING,
                NOTHING,
                0,
                List.of(),
                RateSearch.Outcome.GENERATOR_LIMIT,
                "too slow",
                "steps/1");
        assertThat(SearchTable.line(step)).endsWith("INVALID: too slow").contains("9,000/s", "  -  ");
        RateSearch search = new RateSearch(10, 1, 1_000, 0.9);
        search.tried(10, RateSearch.Outcome.HELD);
        search.tried(20, RateSearch.Outcome.GENERATOR_LIMIT);
        assertThat(SearchTable.result(search)).contains("holds up to 10.0/s", "the swarm itself is the limit");
    }

    @Test
    void theResultIsOneSentence() {
        assertThat(SearchTable.result(sample.search))
                .isEqualTo(
                        "holds up to 51.9/s, no more at 54.2/s (51.9/s held 2 of 2 times; 54.2/s held 0 of 2 times)");
        assertThat(SearchTable.result(new RateSearch(10, 1, 100, 0.1))).isEqualTo("no rate was tried to its end");
        RateSearch none = new RateSearch(1, 1, 100, 0.1);
        none.tried(1, RateSearch.Outcome.FAILED);
        assertThat(SearchTable.result(none)).isEqualTo("no rate held; 1.0/s held 0 of 1 times");
        RateSearch all = new RateSearch(100, 1, 100, 0.1);
        all.tried(100, RateSearch.Outcome.HELD);
        assertThat(SearchTable.result(all)).startsWith("holds up to 100.0/s and maybe more");
    }

    @Test
    void theFileHasALineForEachStep() {
        List<String> lines = SearchCsv.render(sample.steps).lines().toList();
        assertThat(lines).hasSize(sample.steps.size() + 1);
        assertThat(lines.get(1))
                .isEqualTo(
                        "10.0000,10.0000,7701635,7316554,8086717,51168558,46051702,57308785,0.00100000,held,steps/1");
        assertThat(lines.get(4)).matches("80.0000,80.0000,.*,230258509,,,0.00100000,failed,steps/4");
    }
}

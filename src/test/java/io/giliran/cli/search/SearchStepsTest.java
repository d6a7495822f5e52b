package io.giliran.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.cli.SampleSummary;
import io.giliran.cli.process.SwarmStart;
import io.giliran.metrics.RateSearch;
import io.giliran.metrics.validity.ErrorBounds;
import io.giliran.metrics.validity.Grade;
import io.giliran.metrics.validity.Verdict;
import io.giliran.report.RunDirectory;
import io.giliran.report.searching.SearchStep;
import io.giliran.swarm.Swarm;
import io.giliran.swarm.SwarmSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchStepsTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    private final List<Double> rates = new ArrayList<>();
    private final List<Long> seeds = new ArrayList<>();
    private long nowNanos;
    private SearchSteps steps;

    @BeforeEach
    void begin() {
        Config config = ConfigFactory.parseString("""
                        giliran.swarm { slo = [ "p(99)<50" ], seed = 7 }
                        giliran.search { from = 100, most = 10k, resolution = 0.1, step-most = 30s, max-time = 5m }
                        """)
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        steps = new SearchSteps(
                SearchSettings.from(config),
                SwarmSettings.from(config),
                config,
                RunDirectory.create(folder, "search", Instant.EPOCH),
                () -> nowNanos);
    }

    @Test
    void findsTheRateThatHolds() {
        run(5, 500, Double.MAX_VALUE);
        assertThat(rates).startsWith(100.0, 200.0, 400.0, 800.0);
        assertThat(steps.search().held().orElseThrow()).isBetween(450.0, 500.0);
        assertThat(steps.search().bound()).isEqualTo(RateSearch.Bound.TARGET);
        assertThat(seeds).doesNotHaveDuplicates().startsWith(7L);
        SearchStep first = steps.steps().get(0);
        assertThat(first.verdict()).isEqualTo("holds");
        assertThat(first.directory()).startsWith("steps");
        assertThat(folder.resolve("1970-01-01T00-00-00Z-search").resolve(first.directory()))
                .isDirectoryContaining("glob:**/config.conf");
        assertThat(steps.steps().get(3).verdict()).isEqualTo("fails: p(99)<50 is 60.00");
        assertThat(steps.isOutOfTime()).isFalse();
    }

    @Test
    void aRunThatIsNotValidIsTheGeneratorsLimit() {
        run(5, 5_000, 300);
        assertThat(steps.search().held().orElseThrow()).isLessThanOrEqualTo(300);
        assertThat(steps.search().bound()).isEqualTo(RateSearch.Bound.GENERATOR);
        assertThat(rates).startsWith(100.0, 200.0, 400.0, 400.0);
        assertThat(steps.steps().get(2).verdict()).isEqualTo("INVALID: sent late");
    }

    /** A lag of a millisecond makes the RTTs of a fast target invalid, and settles an SLO of seconds all the same. */
    @Test
    void whatTheBoundsCannotOverturnIsAnAnswer() {
        SwarmStart start = steps.next();
        assertThat(start).isNotNull();
        Verdict invalid = new Verdict(
                Grade.INVALID,
                new ErrorBounds(1e6, 1e6, 1e6, 1e6, 1e6),
                List.of("of the p50 of 1.2 ms up to 1 ms may be the swarm's own lateness"),
                "lower --rate to 50",
                false);

        SearchStep step = steps.take(new Swarm.Finished(SampleSummary.of(true, invalid), List.of()));

        assertThat(step.verdict()).isEqualTo("holds");
    }

    /** 5 minutes in steps of 100 s: three of them. */
    @Test
    void endsWhenTheTimeIsUp() {
        run(100, 5_000, Double.MAX_VALUE);
        assertThat(rates).containsExactly(100.0, 200.0, 400.0);
        assertThat(steps.isOutOfTime()).isTrue();
        assertThat(steps.search().held()).hasValue(400);
    }

    @Test
    void theLastStepIsNoLongerThanTheTimeLeft() {
        // 2,000 requests at 100 a second take 20 s.
        nowNanos = 281 * SECOND;
        assertThat(steps.next()).isNull();
        nowNanos = 278 * SECOND;
        SwarmStart start = steps.next();
        assertThat(start).isNotNull();
        assertThat(start.settings().duration()).isEqualTo(Duration.ofSeconds(22));
        assertThat(start.settings().log()).isFalse();
        assertThat(start.run().enough()).isNotNull();
    }

    private void run(long secondsAStep, double capacity, double generatorLimit) {
        for (SwarmStart start = steps.next(); start != null; start = steps.next()) {
            double rate = start.settings().ratePerSecond();
            rates.add(rate);
            seeds.add(start.settings().seed());
            assertThat(rates).hasSizeLessThan(50);
            nowNanos += secondsAStep * SECOND;
            steps.take(new Swarm.Finished(
                    SampleSummary.of(rate <= capacity, rate > generatorLimit ? List.of("sent late") : List.of()),
                    List.of()));
        }
    }
}

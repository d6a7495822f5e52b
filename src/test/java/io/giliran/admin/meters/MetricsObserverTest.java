package io.giliran.admin.meters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.Origin;
import io.giliran.balancer.operate.ControlReply;
import io.giliran.health.AdminState;
import io.giliran.health.Eligibility;
import io.giliran.health.HealthListener;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.transport.ConnectFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics for each event of a balancer. */
final class MetricsObserverTest {
    private static final Backend B1 = new Backend(0, "b1", 1);
    private static final Pattern FAMILY = Pattern.compile("# TYPE (giliran_\\w+) (\\w+)");
    private static final Pattern NAME = Pattern.compile("giliran_[a-z_]+");

    private final MetricsObserver metrics = new MetricsObserver();

    @Test
    void picksByPolicyAndBackend() {
        metrics.picked("first", B1);
        metrics.picked("p2c", B1);
        metrics.picked("first", B1);

        assertThat(scraped())
                .contains(
                        "giliran_picks_total{backend=\"b1\",policy=\"first\"} 2.0",
                        "giliran_picks_total{backend=\"b1\",policy=\"p2c\"} 1.0");
    }

    @Test
    void connectsAndTheirFailures() {
        // 100 us are in the first bucket, whose bound is inclusive; 3 ms are in the one to 5 ms.
        metrics.attempted(B1, 100_000, null);
        metrics.attempted(B1, 3_000_000, null);
        metrics.attempted(B1, 9_000_000, ConnectFailure.REFUSED);

        assertThat(scraped())
                .contains(
                        "giliran_connect_seconds_bucket{backend=\"b1\",le=\"1.0E-4\"} 1",
                        "giliran_connect_seconds_bucket{backend=\"b1\",le=\"0.001\"} 1",
                        "giliran_connect_seconds_bucket{backend=\"b1\",le=\"0.005\"} 2",
                        "giliran_connect_seconds_count{backend=\"b1\"} 2",
                        "giliran_connect_failures_total{backend=\"b1\",reason=\"refused\"} 1.0",
                        "giliran_connect_failures_total{backend=\"b1\",reason=\"timeout\"} 0.0");
    }

    @Test
    void endsWithBytesLifetimeAndCode() {
        metrics.ended(B1, 10, 200, 2_000_000_000L, "--");
        metrics.ended(B1, 1, 2, 500_000L, "SD");
        metrics.ended(null, 0, 0, -1, "SC");
        metrics.refused("PR");

        assertThat(scraped())
                .contains(
                        "giliran_transferred_bytes_total{backend=\"b1\",direction=\"to_backend\"} 11.0",
                        "giliran_transferred_bytes_total{backend=\"b1\",direction=\"to_client\"} 202.0",
                        "giliran_connections_ended_total{backend=\"b1\",termination=\"--\"} 1.0",
                        "giliran_connections_ended_total{backend=\"b1\",termination=\"SD\"} 1.0",
                        "giliran_connections_ended_total{backend=\"<NOSRV>\",termination=\"SC\"} 1.0",
                        "giliran_connections_ended_total{backend=\"<NOSRV>\",termination=\"PR\"} 1.0",
                        "giliran_connection_lifetime_seconds_bucket{backend=\"b1\",le=\"0.001\"} 1",
                        "giliran_connection_lifetime_seconds_bucket{backend=\"b1\",le=\"10.0\"} 2",
                        "giliran_connection_lifetime_seconds_count{backend=\"b1\"} 2");
    }

    @Test
    void oneThatWasNeverConnectedHasNoLifetime() {
        metrics.ended(B1, 0, 0, -1, "SC");

        assertThat(scraped()).contains("giliran_connection_lifetime_seconds_count{backend=\"b1\"} 0");
    }

    @Test
    void queueAndRetries() {
        metrics.queued();
        metrics.queued();
        metrics.unqueued(20_000_000);
        metrics.passedOver();

        assertThat(scraped())
                .contains(
                        "giliran_queued_total 2.0",
                        "giliran_queue_wait_seconds_count 1",
                        "giliran_queue_wait_seconds_bucket{le=\"0.01\"} 0",
                        "giliran_queue_wait_seconds_bucket{le=\"0.025\"} 1",
                        "giliran_retries_total 1.0");
    }

    @Test
    void healthAndChecks() {
        metrics.healthChanged("b1", HealthListener.Change.DOWN);
        metrics.healthChanged("b1", HealthListener.Change.EJECTED);
        metrics.checked("b1", "L4OK", 400_000);
        metrics.checked("b1", "L4OK", 400_000);

        assertThat(scraped())
                .contains(
                        "giliran_health_changes_total{backend=\"b1\",change=\"down\"} 1.0",
                        "giliran_health_changes_total{backend=\"b1\",change=\"ejected\"} 1.0",
                        "giliran_ejections_total{backend=\"b1\"} 1.0",
                        "giliran_checks_total{backend=\"b1\",result=\"L4OK\"} 2.0",
                        "giliran_check_seconds_count{backend=\"b1\"} 2");
    }

    @Test
    void theStateAtTheScrape() {
        List<String> before = scraped(
                new ControlReply.Status("first", 7, 3, 2, false, "", -1, new AccessLog.Figures(4, 90, 5, true)),
                view("b1", 5, false));
        assertThat(before)
                .contains(
                        "giliran_connections_accepted_total 7.0",
                        "giliran_connections_open 3.0",
                        "giliran_queue_length 2.0",
                        "giliran_panic 0.0",
                        "giliran_access_log_lines_total 90.0",
                        "giliran_access_log_lines_lost_total 5.0",
                        "giliran_access_log_queue_length 4.0",
                        "giliran_access_log_stalled 1.0",
                        "giliran_backend_connections{backend=\"b1\"} 3.0",
                        "giliran_backend_weight{backend=\"b1\"} 2.0",
                        "giliran_backend_connections_limit{backend=\"b1\"} 5.0",
                        "giliran_backend_eligible{backend=\"b1\"} 1.0",
                        "giliran_backend_state{backend=\"b1\",state=\"up\"} 1.0")
                .noneMatch(line -> line.startsWith("giliran_backend_state") && line.contains("down"));

        List<String> after = scraped(
                new ControlReply.Status("first", 8, 1, 0, false, "too few", -1, AccessLog.Figures.NONE),
                view("b1", BackendPool.ENDLESS, true),
                view("b1", 9, false));

        assertThat(after)
                .contains(
                        "giliran_connections_accepted_total 8.0",
                        "giliran_panic 1.0",
                        // The one that leaves has lost its name to the new one.
                        "giliran_backend_connections_limit{backend=\"b1\"} 9.0");
        assertThat(scraped(view("b2", BackendPool.ENDLESS, false)))
                .contains("giliran_backend_connections_limit{backend=\"b2\"} +Inf")
                .noneMatch(line -> line.startsWith("giliran_backend_connections{backend=\"b1\""));
    }

    /** Lines, not seconds: they decide what a scrape costs on both sides. */
    @Test
    void aBackendThatWasPickedCheckedAndConnectedHasFewerThanFiftyLines() {
        int before = ours().size();
        for (int i = 0; i < 100; i++) {
            Backend one = new Backend(i, "backend-" + i, 1);
            metrics.joined(one.name());
            metrics.picked("first", one);
            metrics.attempted(one, 1_000, null);
            metrics.checked(one.name(), "L4OK", 1_000);
            metrics.ended(one, 1, 2, 1, "--");
        }

        assertThat(ours().size() - before).isLessThan(100 * 50);
    }

    @Test
    void theProcessAndTheJvmAreThereByTheirUsualNames() {
        assertThat(scraped())
                .anyMatch(line -> line.startsWith("process_cpu_seconds_total "))
                .anyMatch(line -> line.startsWith("process_resident_memory_bytes "))
                .anyMatch(line -> line.startsWith("process_open_fds "))
                .anyMatch(line -> line.startsWith("process_max_fds "))
                .anyMatch(line -> line.startsWith("process_start_time_seconds "))
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"} "))
                .anyMatch(line -> line.startsWith("jvm_gc_collection_seconds_count{"))
                .anyMatch(line -> line.startsWith("jvm_threads_current "))
                .anyMatch(line -> line.startsWith("jvm_buffer_pool_used_bytes{pool=\"direct\"} "))
                .anyMatch(line -> line.matches("giliran_build_info\\{.*version=\".+\".*} 1(\\.0)?"));
    }

    @Test
    void theEndOfACertificateIsReplacedByThatOfItsSuccessor() {
        metrics.certificates(Map.of("old.example", Instant.ofEpochSecond(1), "shop.example", Instant.ofEpochSecond(2)));
        metrics.certificates(Map.of("shop.example", Instant.ofEpochSecond(4_000_000_000L)));

        assertThat(scraped())
                .contains("giliran_tls_certificate_not_after_seconds{name=\"shop.example\"} 4.0E9")
                .noneMatch(line -> line.contains("old.example"));
    }

    @Test
    void aThousandBackendsThatCameAndWentLeaveNothing() {
        metrics.joined("b1");
        metrics.picked("first", B1);
        List<String> before = ours();

        for (int i = 0; i < 1_000; i++) {
            Backend passing = new Backend(1, "passing-" + i, 1);
            metrics.joined(passing.name());
            metrics.picked("first", passing);
            metrics.picked("p2c", passing);
            metrics.attempted(passing, 1_000, null);
            metrics.checked(passing.name(), "L4OK", 1_000);
            metrics.moved(passing, 1, 2);
            metrics.ended(passing, 0, 0, 1, "--");
            metrics.ended(passing, 0, 0, 1, "SD");
            if (i == 0) {
                assertThat(ours().size()).isGreaterThan(before.size() + 40);
            }
            metrics.gone(passing.name());
        }

        assertThat(ours())
                .hasSameSizeAs(before)
                .contains("giliran_picks_total{backend=\"b1\",policy=\"first\"} 1.0")
                .noneMatch(line -> line.contains("passing"));
        metrics.joined("passing-7");
        assertThat(scraped())
                .contains("giliran_transferred_bytes_total{backend=\"passing-7\",direction=\"to_client\"} 0.0");
    }

    /** The table of docs/operating.md, and the dashboard's queries, name what there is. */
    @Test
    void theDocumentationAndTheDashboardKnowThem() throws IOException {
        metrics.picked("first", B1);
        metrics.ended(B1, 0, 0, 0, "--");
        metrics.checked("b1", "L4OK", 1);
        metrics.healthChanged("b1", HealthListener.Change.UP);
        metrics.certificates(Map.of("shop.example", Instant.ofEpochSecond(4_000_000_000L)));
        String text = metrics.scrape(IDLE, new ControlReply.Backends(List.of(view("b1", 5, false))));
        TreeSet<String> families = FAMILY.matcher(text)
                .results()
                .map(family -> family.group(1))
                .filter(family -> !family.endsWith("_seconds_max"))
                .collect(Collectors.toCollection(TreeSet::new));

        List<String> documented = Files.readAllLines(Path.of("docs/operating.md")).stream()
                .filter(line -> line.startsWith("| `giliran_"))
                .map(line -> line.split("`")[1])
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(families);

        JsonNode dashboard =
                new ObjectMapper().readTree(Path.of("dashboards/giliran.json").toFile());
        List<String> queried = dashboard.findValuesAsText("expr").stream()
                .flatMap(query -> NAME.matcher(query).results().map(MatchResult::group))
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .toList();
        assertThat(queried).isNotEmpty().isSubsetOf(families);
    }

    private static final ControlReply.Status IDLE =
            new ControlReply.Status("first", 0, 0, 0, false, "", -1, AccessLog.Figures.NONE);

    private static ControlReply.BackendView view(String name, int most, boolean leaving) {
        return new ControlReply.BackendView(
                name,
                "127.0.0.1:7001",
                2,
                most,
                List.of(),
                false,
                AdminState.READY,
                Eligibility.State.UP,
                true,
                "UP",
                3,
                4,
                leaving,
                Origin.OPERATOR);
    }

    /** Those of the JVM come and go by themselves. */
    private List<String> ours() {
        return scraped().stream().filter(line -> line.contains("giliran_")).toList();
    }

    private List<String> scraped(ControlReply.BackendView... backends) {
        return scraped(IDLE, backends);
    }

    private List<String> scraped(ControlReply.Status status, ControlReply.BackendView... backends) {
        return metrics.scrape(status, new ControlReply.Backends(List.of(backends)))
                .lines()
                .toList();
    }
}

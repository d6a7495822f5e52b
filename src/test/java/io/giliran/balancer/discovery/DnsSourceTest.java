package io.giliran.balancer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.balancer.discovery.DiscoverySource.Failed;
import io.giliran.balancer.discovery.DiscoverySource.Finding;
import io.giliran.balancer.discovery.DiscoverySource.Found;
import io.giliran.balancer.discovery.DiscoverySource.FoundPart;
import io.giliran.balancer.model.Destination;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends found in DNS, against a server of our own. */
final class DnsSourceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** For the questions that nobody answers. */
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(150);

    private final DnsAnswers answers = new DnsAnswers();
    private DnsServerForTests server;

    @BeforeEach
    void start() throws IOException {
        server = new DnsServerForTests();
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void everyAddressOfAHostIsABackend() {
        server.put("web.example", "A 127.0.0.9", "A 127.0.0.10", "AAAA ::1");

        assertThat(described(look("web.example:8080")))
                .containsExactlyInAnyOrder(
                        "127.0.0.9:8080 weight 1", "127.0.0.10:8080 weight 1", "[::1]:8080 weight 1");
    }

    /** Whatever order the server answers in, so that turning it round is no change. */
    @Test
    void theOrderOfTheAnswerDoesNotMatter() {
        server.put("web.example", "A 127.0.0.9", "A 127.0.0.8");
        Finding first = look("web.example:8080");
        server.put("web.example", "A 127.0.0.8", "A 127.0.0.9");

        assertThat(look("web.example:8080")).isEqualTo(first);
    }

    @Test
    void aServicesRecordsHavePortWeightAndPriority() {
        server.put(
                "_http._tcp.example",
                "SRV 10 3 8001 one.example",
                "SRV 10 0 8002 two.example",
                "SRV 20 7 8003 one.example");
        server.put("one.example", "A 127.0.0.1");
        server.put("two.example", "A 127.0.0.2");

        // The lowest priority serves, the others are backups; a weight of 0 is the least there is, 1.
        assertThat(described(look("_http._tcp.example")))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:8001 weight 3", "127.0.0.2:8002 weight 1", "127.0.0.1:8003 weight 7 backup");
    }

    /** 65535 is the most that DNS knows, 256 the most that a backend can have: 65535 / 256 = 256 to 1. */
    @ParameterizedTest
    @CsvSource({
        "256, 256, 256",
        "0, 256, 1",
        "65535, 65535, 256",
        "32768, 65535, 128",
        "100, 65535, 1",
        "1000, 2000, 128"
    })
    void weightsAboveTheMostAreMadeSmallerInProportion(int written, int heaviest, int expected) {
        assertThat(DnsSource.weight(written, heaviest)).isEqualTo(expected);
    }

    @Test
    void anAnswerWithoutBackendsIsAFailureUnlessItIsAccepted() {
        server.put("empty.example");
        server.put("_gone._tcp.example", "SRV 0 0 0 .");

        for (String name :
                List.of("empty.example:80", "unknown.example:80", "_gone._tcp.example", "_no._tcp.example")) {
            assertThat(look(name))
                    .as(name)
                    .isEqualTo(new Failed("the answer has no backend, and discovery.accept-empty is off"));
            assertThat(source(name, TIMEOUT, true).look()).as(name).isEqualTo(new Found(List.of()));
        }
    }

    @Test
    void aServerThatFailsSaysNothingOfTheBackends() {
        server.put("web.example", "A 127.0.0.9");
        server.fail(true);

        assertThat(source("web.example:80", SHORT_TIMEOUT, true).look())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).startsWith("no answer for A of web.example: "));
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailure() {
        server.beSilent(true);

        assertThat(source("_http._tcp.example", SHORT_TIMEOUT, true).look())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).startsWith("no answer for SRV of _http._tcp.example"));
        assertThat(server.asked()).isEqualTo(2); // Two attempts.
    }

    /** At the first look nothing is known of what fails, later its last answer. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQuestionThatFailsTakesNothingFromTheOthers(boolean dropped) {
        server.put("web.example", "A 127.0.0.9", "AAAA ::1");
        breakFor("AAAA web.example", dropped);
        assertThat(part("web.example:80", "no answer for AAAA of web.example"))
                .containsExactly("127.0.0.9:80 weight 1");
        mend();
        assertThat(described(source("web.example:80", SHORT_TIMEOUT, false).look()))
                .hasSize(2);
        server.put("web.example", "A 127.0.0.8", "AAAA ::1");

        breakFor("AAAA web.example", dropped);

        assertThat(part("web.example:80", "no answer for AAAA of web.example"))
                .containsExactlyInAnyOrder("127.0.0.8:80 weight 1", "[::1]:80 weight 1");
        mend();
        server.put("web.example", "A 127.0.0.8");
        assertThat(described(look("web.example:80"))).containsExactly("127.0.0.8:80 weight 1");
    }

    @Test
    void aServiceWithATargetThatFailsKeepsThatTarget() {
        server.put("_http._tcp.example", "SRV 1 1 8001 one.example", "SRV 1 1 8002 two.example");
        server.put("one.example", "A 127.0.0.1");
        server.put("two.example", "A 127.0.0.2");
        assertThat(described(look("_http._tcp.example"))).hasSize(2);
        server.put("one.example", "A 127.0.0.3");

        breakFor("A two.example", false);
        assertThat(part("_http._tcp.example", "no answer for A of two.example"))
                .containsExactlyInAnyOrder("127.0.0.2:8002 weight 1", "127.0.0.3:8001 weight 1");

        // The records themselves are not answered, but the hosts are.
        mend();
        server.put("two.example", "A 127.0.0.4");
        breakFor("SRV _http._tcp.example", false);
        assertThat(part("_http._tcp.example", "no answer for SRV of _http._tcp.example"))
                .containsExactlyInAnyOrder("127.0.0.4:8002 weight 1", "127.0.0.3:8001 weight 1");

        // A host that does not exist is an answer.
        mend();
        server.forget("two.example");
        assertThat(described(look("_http._tcp.example"))).containsExactly("127.0.0.3:8001 weight 1");
    }

    @Test
    void whatIsAnsweredForNobodyIsNotTakenForGone() {
        server.put("web.example");
        breakFor("AAAA web.example", false);

        assertThat(source("web.example:80", SHORT_TIMEOUT, true).look()).isInstanceOf(Failed.class);
    }

    private void breakFor(String question, boolean dropped) {
        if (dropped) {
            server.beSilentFor(question);
        } else {
            server.failFor(question);
        }
    }

    private void mend() {
        server.beSilentFor("");
        server.failFor("");
    }

    private List<String> part(String name, String problem) {
        Finding finding = source(name, SHORT_TIMEOUT, false).look();
        assertThat(finding).isInstanceOf(FoundPart.class);
        assertThat(((FoundPart) finding).problem()).startsWith(problem);
        return ((FoundPart) finding)
                .backends().stream().map(DnsSourceTest::described).toList();
    }

    @Test
    void withoutAServerTheSystemIsAsked() {
        DnsSource source = new DnsSource(
                DnsName.parse("127.0.0.7:80"),
                new DnsLookup(Optional.empty()),
                new DnsAnswers(),
                TIMEOUT,
                TIMEOUT,
                false);

        assertThat(described(source.look())).containsExactly("127.0.0.7:80 weight 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "web:0", "_http._tcp", "_http._tcp.ex ample", "web/x:80", "a..b:80", ":80", ""})
    void refusesWhatIsNoName(String written) {
        assertThatThrownBy(() -> DnsName.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a name to look up; valid is HOST:PORT, for example web.example:8080,"
                        + " or a service, for example _http._tcp.example");
    }

    private Finding look(String name) {
        return source(name, TIMEOUT, false).look();
    }

    private DnsSource source(String name, Duration timeout, boolean acceptEmpty) {
        HostPort at = server.address();
        return new DnsSource(
                DnsName.parse(name), new DnsLookup(Optional.of(at)), answers, TIMEOUT, timeout, acceptEmpty);
    }

    private static List<String> described(Finding finding) {
        assertThat(finding).isInstanceOf(Found.class);
        return ((Found) finding)
                .backends().stream().map(DnsSourceTest::described).toList();
    }

    private static String described(Destination backend) {
        InetSocketAddress address = (InetSocketAddress) backend.address();
        assertThat(backend.backend().name()).isEqualTo(HostPort.format(address));
        assertThat(backend.maxConnections()).isEqualTo(BackendPool.ENDLESS);
        return HostPort.format(address) + " weight " + backend.backend().weight() + (backend.backup() ? " backup" : "");
    }
}

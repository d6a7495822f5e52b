package io.giliran.balancer.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.tls.CertifiedKey;
import io.giliran.transport.tls.TestCertificates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CertificateWatchTest {
    private static final CertifiedKey KEY = TestCertificates.make("EC", "shop.example", "-validity 90");
    private static final CertifiedKey OLD =
            TestCertificates.make("EC", "old.example", "-startdate -10d", "-validity 5");
    private static final Instant END = KEY.notAfter();
    private static final String NAME = "certificate " + KEY.description();

    private final CertificateWatch watch = new CertificateWatch();

    @Test
    void saysItThreeTimesAheadAndWhenItHasHappened() {
        watch.use(List.of(KEY));
        List<String> said = new ArrayList<>();
        // Every hour from 40 days ahead to two days after.
        for (Instant now = END.minus(Duration.ofDays(40));
                now.isBefore(END.plus(Duration.ofDays(2)));
                now = now.plus(Duration.ofHours(1))) {
            for (CertificateWatch.Warning warning : watch.due(now)) {
                said.add((warning.urgent() ? "ERROR " : "WARN ") + warning.text());
            }
        }

        String after = ", at " + END + ". Replace it and reload";
        assertThat(said)
                .containsExactly(
                        "WARN " + NAME + " or one of its chain runs out in 30 days" + after,
                        "WARN " + NAME + " or one of its chain runs out in 7 days" + after,
                        "ERROR " + NAME + " or one of its chain runs out in 24 hours" + after,
                        "ERROR " + NAME + " ran out at " + END + "; clients do not trust it. Replace it and reload");
    }

    @Test
    void aReloadSaysItAgainOnlyOfANewOne() {
        Instant now = END.minus(Duration.ofDays(3));
        watch.use(List.of(KEY));
        assertThat(watch.due(now)).hasSize(1);

        watch.use(List.of(KEY, OLD));

        assertThat(watch.due(now))
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.text()).contains("old.example").contains("ran out"));
        assertThat(watch.due(now)).isEmpty();
    }

    @Test
    void whatIsExpiredOrNotYetValidAtTheStartIsSaid() {
        watch.use(List.of(OLD, KEY));

        assertThat(watch.due(Instant.now())).singleElement().matches(CertificateWatch.Warning::urgent);
        watch.use(List.of());
        watch.use(List.of(KEY));
        assertThat(watch.due(END.minus(Duration.ofDays(100))))
                .singleElement()
                .satisfies(warning -> assertThat(warning.text()).contains("is not valid yet"));
    }

    @Test
    void theFirstOfTheChainCounts() {
        CertifiedKey chained =
                new CertifiedKey(List.of(KEY.chain().get(0), OLD.chain().get(0)), KEY.key(), Set.of());
        watch.use(List.of(KEY, chained));

        assertThat(watch.ends()).isEqualTo(Map.of("shop.example", OLD.notAfter()));
    }
}

package io.giliran.balancer.checks;

import io.giliran.transport.tls.CertifiedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Warns of the end of the balancer's own certificates: 30 days, 7 days and 1 day ahead and when it has happened, each once for
 * a certificate, also where several steps are passed at once. The time is handed in. Not thread-safe.
 */
public final class CertificateWatch {
    /** Time left until a certificate expires, in steps. */
    enum Stage {
        FAR(Duration.ofSeconds(Long.MAX_VALUE)),
        DAYS_30(Duration.ofDays(30)),
        DAYS_7(Duration.ofDays(7)),
        DAY_1(Duration.ofDays(1)),
        EXPIRED(Duration.ZERO);

        private final Duration ahead;

        Stage(Duration ahead) {
            this.ahead = ahead;
        }

        static Stage of(Duration left) {
            Stage stage = FAR;
            for (Stage each : values()) {
                stage = left.compareTo(each.ahead) <= 0 ? each : stage;
            }
            return stage;
        }
    }

    /** A line to log. */
    public record Warning(boolean urgent, String text) {}

    private List<CertifiedKey> certificates = List.of();
    private final Map<String, Stage> said = new HashMap<>();

    /** Replaces the watched certificates. A certificate that stays is not warned of again for the same step. */
    public void use(List<CertifiedKey> used) {
        certificates = List.copyOf(used);
        said.keySet()
                .retainAll(certificates.stream().map(CertifiedKey::description).toList());
    }

    /** Returns the warnings that are due and not yet given. */
    public List<Warning> due(Instant now) {
        List<Warning> due = new ArrayList<>();
        for (CertifiedKey certificate : certificates) {
            Instant end = certificate.notAfter();
            Stage stage = Stage.of(Duration.between(now, end));
            Stage before = said.put(certificate.description(), stage);
            if (stage != before && stage != Stage.FAR) {
                due.add(warning(certificate, stage, end, now));
            } else if (before == null && !certificate.isValidAt(now)) {
                due.add(new Warning(
                        true,
                        "certificate " + certificate.description()
                                + " is not valid yet; clients will not trust it before its time begins"));
            }
        }
        return due;
    }

    private static Warning warning(CertifiedKey certificate, Stage stage, Instant end, Instant now) {
        String name = "certificate " + certificate.description();
        if (stage == Stage.EXPIRED) {
            return new Warning(true, name + " ran out at " + end + "; clients do not trust it. Replace it and reload");
        }
        Duration left = Duration.between(now, end);
        long days = left.toDays();
        String in = days >= 2 ? days + " days" : left.toHours() + " hours";
        return new Warning(
                stage == Stage.DAY_1,
                name + " or one of its chain runs out in " + in + ", at " + end + ". Replace it and reload");
    }

    /** Expiry of each chain's first certificate to expire, by its common name; of several with one name, the earliest. */
    public Map<String, Instant> ends() {
        Map<String, Instant> ends = new LinkedHashMap<>();
        for (CertifiedKey certificate : certificates) {
            ends.merge(
                    certificate.commonName(),
                    certificate.notAfter(),
                    (one, other) -> one.isBefore(other) ? one : other);
        }
        return ends;
    }
}

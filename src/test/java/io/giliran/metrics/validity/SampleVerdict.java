package io.giliran.metrics.validity;

import java.util.List;

/** Verdicts for tests that are about something else. */
public final class SampleVerdict {
    private static final ErrorBounds NO_BOUNDS = new ErrorBounds(0, 0, 0, 0, 0);

    private SampleVerdict() {}

    /** Valid when there are no reasons, else invalid. */
    public static Verdict of(List<String> reasons) {
        return reasons.isEmpty()
                ? new Verdict(Grade.VALID, NO_BOUNDS, reasons, "", false)
                : new Verdict(Grade.INVALID, NO_BOUNDS, reasons, "lower --rate to 10", true);
    }

    /** Usable, with these bounds of p50, p90, p99 and p99.9. */
    public static Verdict usable(String reason, double p50, double p90, double p99, double p999) {
        return new Verdict(
                Grade.USABLE,
                new ErrorBounds(p50, p50, p90, p99, p999),
                List.of(reason),
                "the start is slow, so leave it out: --warmup 5s --duration 20s",
                false);
    }
}

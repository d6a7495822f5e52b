package io.giliran.report.comparing;

import io.giliran.metrics.RunComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Differences between two run directories.
 *
 * @param nameA of the first run's directory, and {@code nameB} of the second's
 * @param pairs number of requests that were compared one by one; empty when the runs are compared as a whole
 * @param warnings reservations about the comparison, one sentence each
 */
public record RunDifference(
        String nameA, String nameB, RunComparison comparison, OptionalLong pairs, List<String> warnings) {

    /**
     * Reads both and compares them.
     *
     * @throws io.giliran.settings.SettingsException when one is no directory of a live run
     */
    public static RunDifference of(Path directoryA, Path directoryB) {
        ComparedRun one = ComparedRun.read(directoryA);
        ComparedRun other = ComparedRun.read(directoryB);
        List<String> warnings = new ArrayList<>();
        for (ComparedRun run : List.of(one, other)) {
            if (!run.isValid()) {
                warnings.add(run.name() + " is INVALID: "
                        + run.summary().path("invalid_reasons").path(0).asText("see its summary.json"));
            }
        }
        boolean sameWorkload = one.hasDigest() && one.workload().equals(other.workload());
        if (!sameWorkload) {
            warnings.add(
                    (one.hasDigest() ? "another workload: A has " : "the workload is not known to be the same: A has ")
                            + one.workload() + "; B has " + other.workload());
        }
        if (!one.part().equals(other.part())) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "another warm-up: A has %.1f s cut off, B has %.1f s",
                    one.part().fromNanos() / 1e9,
                    other.part().fromNanos() / 1e9));
        }
        Optional<Pairs> pairs = sameWorkload ? Pairs.of(one, other) : Optional.empty();
        pairs.filter(found -> found.halfFailed() > 0)
                .ifPresent(found -> warnings.add(String.format(
                        Locale.ROOT, "times without %,d requests that failed in one run only", found.halfFailed())));
        return new RunDifference(
                one.name(),
                other.name(),
                pairs.map(found -> RunComparison.of(found.first(), found.second(), true))
                        .orElseGet(() -> RunComparison.of(one.sample(), other.sample(), false)),
                pairs.map(found -> OptionalLong.of(found.first().requests())).orElse(OptionalLong.empty()),
                List.copyOf(warnings));
    }
}

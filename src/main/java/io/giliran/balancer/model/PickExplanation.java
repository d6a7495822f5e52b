package io.giliran.balancer.model;

import io.giliran.policy.PickNotes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explanation of a pick.
 *
 * @param route by which the client came; null when clients are not routed by name
 * @param scores of the candidates by name, in the order in which the rule looked at them
 * @param skipped reasons, by the names of the backends that were not candidates
 * @param draws random numbers or hashes of the client's key that took part
 * @param rule that decided
 */
public record PickExplanation(
        @Nullable String route, List<Score> scores, Map<String, String> skipped, List<String> draws, String rule) {

    /** The score of a candidate; the rule says which end is better. */
    public record Score(String backend, double value) {}

    public static PickExplanation of(PickNotes notes, @Nullable String route) {
        return new PickExplanation(
                route,
                notes.candidates().stream()
                        .map(candidate -> new Score(candidate.backend().name(), candidate.score()))
                        .toList(),
                notes.skipped().stream()
                        .collect(Collectors.toMap(
                                skipped -> skipped.backend().name(), PickNotes.Skipped::reason, (one, other) -> one)),
                notes.draws(),
                notes.rule());
    }
}

package io.giliran.balancer.model;

import io.giliran.policy.PickNotes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explanation of a pick.
 *
 * @param route by which route the client came; null when clients are not routed by name
 * @param scores of the candidates by name, in the order in which the rule looked at them
 * @param skipped by name, and why
 * @param draws what chance or the client's key gave
 * @param rule what decided
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

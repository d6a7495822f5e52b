package io.giliran.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Explanation of one pick, written by the policy while it picks. The caller clears it before a pick and reads it after.
 */
public final class PickNotes {
    /**
     * A backend that could have been picked.
     *
     * @param score what the rule compared; its unit and which end is better stand in the rule; NaN when the rule
     *     compares nothing
     */
    public record Candidate(Backend backend, double score) {}

    /**
     * A backend that was passed over.
     *
     * @param reason continues "it …", for example "has failed this client"
     */
    public record Skipped(Backend backend, String reason) {}

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<String> draws = new ArrayList<>();
    private String rule = "";

    public void clear() {
        candidates.clear();
        skipped.clear();
        draws.clear();
        rule = "";
    }

    void candidate(Backend backend, double score) {
        candidates.add(new Candidate(backend, score));
    }

    /** The first reason stands. */
    void skipped(Backend backend, String reason) {
        if (skipped.stream().noneMatch(earlier -> earlier.backend().index() == backend.index())) {
            skipped.add(new Skipped(backend, reason));
        }
    }

    /** Notes a result of chance or of the client's key: a backend's name, a number. */
    void drawn(String draw) {
        draws.add(draw);
    }

    /** Notes the rule that decided among the candidates, as a sentence without its stop. */
    void decidedBy(String sentence) {
        rule = sentence;
    }

    /** The candidates, in the order in which the rule looked at them. */
    public List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    public List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    /** Draws in their order. */
    public List<String> draws() {
        return List.copyOf(draws);
    }

    /** Empty when there was nothing to decide, because nobody could be picked. */
    public String rule() {
        return rule;
    }
}

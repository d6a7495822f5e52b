package io.giliran.report;

import io.giliran.policy.Backend;
import io.giliran.policy.PickNotes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats the explanation of a pick for people: an aligned line for each thing that the policy looked at. */
public final class PickText {
    private static final int MOST_SHOWN = 20;
    private static final double PLAIN_BELOW = 1e15;

    private final PickNotes notes;
    private final @Nullable Backend picked;
    private final StringBuilder text = new StringBuilder();

    private PickText(PickNotes notes, @Nullable Backend picked) {
        this.notes = notes;
        this.picked = picked;
    }

    /**
     * Renders it, with the last line's end.
     *
     * @param picked null when nobody could be picked
     */
    public static String render(PickNotes notes, @Nullable Backend picked) {
        return new PickText(notes, picked).render();
    }

    private String render() {
        List<PickNotes.Candidate> candidates = bestFirst();
        lines(
                "candidates",
                candidates.stream().map(this::backend).toList(),
                candidates.stream().map(candidate -> score(candidate.score())).toList());
        lines(
                "skipped",
                notes.skipped().stream()
                        .map(PickNotes.Skipped::backend)
                        .map(Backend::name)
                        .toList(),
                notes.skipped().stream().map(PickNotes.Skipped::reason).toList());
        if (!notes.draws().isEmpty()) {
            line("drawn", String.join(", ", notes.draws()));
        }
        if (!notes.rule().isEmpty()) {
            line("rule", notes.rule());
        }
        line("picked", picked == null ? "nobody" : picked.name());
        return text.toString();
    }

    private String backend(PickNotes.Candidate candidate) {
        return candidate.backend().name();
    }

    /**
     * Rules differ in which end of their scores is better; the one that was picked stands at that end. Where it stands at
     * neither, or scores are not compared, the order is that in which the rule looked.
     */
    private List<PickNotes.Candidate> bestFirst() {
        List<PickNotes.Candidate> candidates = new ArrayList<>(notes.candidates());
        Comparator<PickNotes.Candidate> byScore = Comparator.comparingDouble(PickNotes.Candidate::score);
        candidates.stream().filter(this::isPicked).findFirst().ifPresent(best -> {
            if (candidates.stream().noneMatch(other -> other.score() < best.score())) {
                candidates.sort(byScore);
            } else if (candidates.stream().noneMatch(other -> other.score() > best.score())) {
                candidates.sort(byScore.reversed());
            }
            // Among equals too it is the first; what follows is cut when it is long.
            candidates.remove(best);
            candidates.add(0, best);
        });
        return candidates;
    }

    private boolean isPicked(PickNotes.Candidate candidate) {
        return picked != null && candidate.backend().index() == picked.index();
    }

    private void lines(String label, List<String> names, List<String> values) {
        int shown = Math.min(MOST_SHOWN, names.size());
        int name =
                names.subList(0, shown).stream().mapToInt(String::length).max().orElse(0);
        int value = label.equals("candidates")
                ? values.subList(0, shown).stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0)
                : 0;
        for (int i = 0; i < shown; i++) {
            String padded = " ".repeat(Math.max(0, value - values.get(i).length())) + values.get(i);
            line(
                    i == 0 ? label : "",
                    (names.get(i) + " ".repeat(name - names.get(i).length()) + "  " + padded).stripTrailing());
        }
        if (names.size() > shown) {
            line("", String.format(Locale.ROOT, "and %,d more", names.size() - shown));
        }
    }

    private void line(String label, String value) {
        text.append(String.format(Locale.ROOT, "  %-12s%s%n", label, value));
    }

    /** Formats a score; empty when the rule compares no scores. */
    private static String score(double score) {
        if (Double.isNaN(score)) {
            return "";
        }
        if (score == Math.rint(score) && Math.abs(score) < PLAIN_BELOW) {
            return String.format(Locale.ROOT, "%,d", (long) score);
        }
        return String.format(Locale.ROOT, Math.abs(score) >= 1_000 ? "%,.1f" : "%.4f", score);
    }
}

package io.giliran.policy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Repeats the inputs of a {@link PickJournal} with another {@link Picking}, or with several when the journal is of several, and counts
 * where the picks differ. The same policy of the same seed picks the same; another policy shows what it would have picked, but
 * not what would have come of it.
 */
public final class PickReplay {
    /** Makes what gets the inputs, at the journal's beginning and wherever it begins anew. */
    public interface Maker {
        Picking make(String recordedPolicy, long recordedSeed, long slowStartNanos);
    }

    static final String PRIMARY = "primary";
    static final String BACKUP = "backup";

    private final Maker maker;
    private final Map<String, Told> pools = new HashMap<>();
    private long line;
    private long picks;
    private long same;
    private @Nullable String firstDifference;
    private long explained;
    private @Nullable PickNotes notes;
    private @Nullable Backend explainedPick;
    private @Nullable Backend explainedRecord;

    /** A picking that repeats the inputs, and the backends that have been its members. */
    private record Told(Picking picking, JournalMembers members) {}

    public PickReplay(Maker maker) {
        this.maker = maker;
    }

    /**
     * Takes the next line.
     *
     * @throws IllegalArgumentException when it is no line of a journal; the message names the line
     */
    public void take(String text) {
        line++;
        int blank = text.indexOf(' ');
        try {
            take(
                    text.substring(0, Math.max(0, blank)),
                    text.substring(blank + 1).split(",", -1));
        } catch (RuntimeException wrong) {
            throw new IllegalArgumentException("line " + line + " is not a line of a journal of picks: " + text, wrong);
        }
    }

    /** Has the policy note how it comes to one of its picks, the first being 1. */
    public void explain(long pick, PickNotes into) {
        explained = pick;
        notes = into;
    }

    /** Pick of the policy where it was to be explained; null before, or when no backend could be picked. */
    public @Nullable Backend explainedPick() {
        return explainedPick;
    }

    /** Pick of the journal where it was to be explained. */
    public @Nullable Backend explainedRecord() {
        return explainedRecord;
    }

    /** Number of picks. */
    public long picks() {
        return picks;
    }

    /** Number of picks that agree with the journal. */
    public long same() {
        return same;
    }

    /** The first one that was picked otherwise, in words; null when there is none. */
    public @Nullable String firstDifference() {
        return firstDifference;
    }

    /** @param number of the pool; empty when there is but one */
    private void take(String number, String[] words) {
        if (words[0].equals("pool")) {
            Picking made = maker.make(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
            Told before = pools.get(number);
            pools.put(number, new Told(made, before == null ? new JournalMembers() : before.members()));
            return;
        }
        Told told = Objects.requireNonNull(pools.get(number), "the first line names the policy");
        Picking picking = told.picking();
        switch (words[0]) {
            case "members" -> picking.set(told.members().of(words), Long.parseLong(words[1]));
            case "pick" -> pick(told, words);
            case "opened" -> picking.opened(told.members().backend(words[2]), Long.parseLong(words[1]));
            case "closed" -> picking.closed(told.members().backend(words[2]), Long.parseLong(words[1]));
            case "failed" -> picking.failed(told.members().backend(words[2]), Long.parseLong(words[1]));
            case "slow-start" -> picking.slowStart(Long.parseLong(words[2]), Long.parseLong(words[1]));
            case "joined" ->
                picking.joined(told.members().backend(words[2]), Long.parseLong(words[3]), Long.parseLong(words[1]));
            case "probes" -> picking.probesWanted(Long.parseLong(words[1]));
            case "probed" ->
                picking.probed(
                        told.members().backend(words[2]),
                        Integer.parseInt(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[1]));
            case "observed" -> {
                picking.observed(
                        told.members().backend(words[2]),
                        Signal.valueOf(words[3]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[1]));
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private void pick(Told told, String[] words) {
        Picking picking = told.picking();
        TriedBackends tried = TriedBackends.NONE;
        for (int i = 4; i < words.length; i++) {
            tried = tried.with(told.members().backend(words[i]));
        }
        boolean isExplained = picks + 1 == explained;
        if (isExplained) {
            picking.noteIn(notes);
        }
        Backend picked = picking.choose(Long.parseUnsignedLong(words[2], 16), tried, Long.parseLong(words[1]));
        Backend recorded = words[3].isEmpty() ? null : told.members().backend(words[3]);
        if (isExplained) {
            picking.noteIn(null);
            explainedPick = picked;
            explainedRecord = recorded;
        }
        picks++;
        if (Objects.equals(nameOf(picked), nameOf(recorded))) {
            same++;
        } else if (firstDifference == null) {
            firstDifference =
                    "pick " + picks + ", line " + line + ": " + nameOf(recorded) + " was picked, now " + nameOf(picked);
        }
    }

    private static @Nullable String nameOf(@Nullable Backend backend) {
        return backend == null ? null : backend.name();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package io.giliran.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Picks of a {@link PickJournal}, beside what {@link PickReplay} makes of them: the policy, the changes of the backends that
 * could be picked, and each pick. For one policy: reading ends where the journal begins anew.
 */
public final class RecordedPicks {
    /** Index of no backend: none could be picked. */
    public static final int NOBODY = -1;

    /**
     * The backends that may be picked from some pick on.
     *
     * @param before how many clients had their first backend by then
     */
    public record Change(int before, List<BackendPool.Member> members) {
        public Change {
            members = List.copyOf(members);
        }
    }

    private final List<Change> changes = new ArrayList<>();
    private final JournalMembers members = new JournalMembers();
    private String policy = "";
    private long seed;
    private long slowStartNanos;
    private long line;
    private long pickNumber;
    private int count;
    private long[] keys = new long[1024];
    private long[] numbers = new long[1024];
    private boolean again;

    /**
     * Takes the next line.
     *
     * @throws IllegalArgumentException when it is no line of a journal; the message names the line
     */
    public void take(String text) {
        line++;
        if (text.startsWith("opened,") || text.startsWith("closed,") || text.startsWith("observed,")) {
            return;
        }
        String[] words = text.split(",", -1);
        try {
            take(words);
        } catch (RuntimeException wrong) {
            throw new IllegalArgumentException("line " + line + " is not a line of a journal of picks: " + text, wrong);
        }
    }

    /** Empty before the first line. */
    public String policy() {
        return policy;
    }

    public long seed() {
        return seed;
    }

    public long slowStartNanos() {
        return slowStartNanos;
    }

    /** Whether the policy was replaced, or its state thrown away, while it was recorded. */
    public boolean beginsAnew() {
        return again;
    }

    /** Changes in the order of time; the first is before all picks. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Number of clients that got a first backend. */
    public int count() {
        return count;
    }

    /** The key of the n-th such client, from 0. */
    public long key(int n) {
        return keys[n];
    }

    /** Number of that pick in the journal, from 1, as {@link PickReplay#explain} counts. */
    public long number(int n) {
        return numbers[n];
    }

    private void take(String[] words) {
        if (words[0].equals("pool")) {
            again = !policy.isEmpty();
            if (!again) {
                policy = words[1];
                seed = Long.parseLong(words[2]);
                slowStartNanos = Long.parseLong(words[3]);
            }
        } else if (!again && words[0].equals("members")) {
            changes.add(new Change(count, members.of(words)));
        } else if (!again && words[0].equals("pick")) {
            pickNumber++;
            // With a fifth word somebody failed the client before.
            if (words.length == 4 && !words[3].isEmpty()) {
                Objects.requireNonNull(members.backend(words[3]));
                add(Long.parseUnsignedLong(words[2], 16));
            }
        } else if (policy.isEmpty()) {
            throw new IllegalArgumentException("the first line names the policy");
        }
    }

    private void add(long key) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        keys[count] = key;
        numbers[count++] = pickNumber;
    }
}

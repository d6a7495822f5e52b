package io.giliran.cli.replay;

import io.giliran.cli.console.Console;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.report.PickText;
import io.giliran.settings.SettingsException;
import io.giliran.workload.RandomStream;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Replay of a pick journal with a policy. */
final class JournalReplay {
    private final Path journal;
    private final @Nullable String policy;
    private final PickNotes notes = new PickNotes();
    private final PickReplay replay;
    private String recorded = "";

    /**
     * Creates a replay that has not begun.
     *
     * @param policy another one than the recorded; null for that one
     */
    JournalReplay(Path journal, @Nullable String policy, PolicyParameters parameters) {
        this.journal = journal;
        this.policy = policy;
        replay = new PickReplay((name, seed, slowStartNanos) -> {
            recorded = name;
            String told = policy == null ? known(name) : policy;
            RandomStream coins = new RandomStream(seed);
            return new Picking(new BackendPool(() -> Policies.create(told, parameters, coins), slowStartNanos));
        });
    }

    /**
     * Repeats all of it.
     *
     * @param explained the pick to be explained, from 1; 0 for none
     * @throws SettingsException naming what cannot be used
     */
    JournalReplay tell(long explained) {
        if (explained > 0) {
            replay.explain(explained, notes);
        }
        PicksFile.read(journal, replay::take);
        if (replay.picks() == 0) {
            throw new SettingsException(journal + " has no picks; valid is the picks.csv of a balancer");
        }
        if (replay.picks() < explained) {
            throw new SettingsException("--explain " + explained + " is not valid; valid is a whole number from 1 to "
                    + replay.picks() + ", the picks of " + journal);
        }
        return this;
    }

    long picks() {
        return replay.picks();
    }

    long same() {
        return replay.same();
    }

    /** The first pick that was made otherwise, in words; null when there is none. */
    @Nullable
    String firstDifference() {
        return replay.firstDifference();
    }

    /** The policy that repeated the journal, and the recorded policy when that is another. */
    String told() {
        return policy == null || policy.equals(recorded) ? recorded : policy + ", recorded " + recorded;
    }

    /** Prints the number of picks that agree, and the first one that does not. */
    void summary(Console console) {
        console.line(String.format(Locale.ROOT, "%,d picks (%s), %,d the same", picks(), told(), same()));
        if (replay.firstDifference() != null) {
            console.line("first other: " + replay.firstDifference());
        }
    }

    /** Explanation of the pick in question; an aligned line for each thing that the policy looked at. */
    String explanation() {
        return PickText.render(notes, replay.explainedPick());
    }

    /** The backend that the journal names for that pick. */
    String recordedPick() {
        Backend pick = replay.explainedRecord();
        return pick == null ? "nobody" : pick.name();
    }

    private String known(String name) {
        if (!Policies.names().contains(name)) {
            throw new SettingsException(journal + " is of the policy " + name + ", which there is not; valid is one of "
                    + String.join(", ", Policies.names()) + ", or another one with --policy");
        }
        return name;
    }
}

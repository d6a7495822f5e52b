package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickNotes;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.PolicySettings;
import io.giliran.report.PickExplanation;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.RandomStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells a policy what the live balancer's was told, and compares the picks. */
@Command(
        name = "replay",
        description = "Tell a policy all that a balancer's policy was told, and compare the picks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "picks.csv",
            description = "What a balancer wrote with giliran.balancer.access-log.picks = on.")
    private Path journal = Path.of("");

    @Option(names = "--policy", paramLabel = "NAME", description = "Another policy than the recorded one.")
    private @Nullable String policy;

    @Option(
            names = "--explain",
            paramLabel = "N",
            description = "Also show how the policy came to the N-th pick: candidates, scores, draws, rule.")
    private @Nullable String explain;

    @Override
    public Integer call() {
        Config config = Configuration.load(new Overrides());
        PolicyParameters parameters = PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy"));
        String[] recorded = {""};
        PickReplay replay = new PickReplay((name, seed, slowStartNanos) -> {
            recorded[0] = name;
            String told = policy == null ? recorded(name) : checked(policy);
            RandomStream coins = new RandomStream(seed);
            return new BackendPool(() -> Policies.create(told, parameters, coins), slowStartNanos);
        });
        Integer explained = WholeNumber.of("--explain", explain, 1, Integer.MAX_VALUE);
        PickNotes notes = new PickNotes();
        if (explained != null) {
            replay.explain(explained, notes);
        }
        try (BufferedReader lines = Files.newBufferedReader(journal)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                replay.take(line);
            }
        } catch (IOException unreadable) {
            throw new SettingsException(journal + " cannot be read; valid is the picks.csv of a balancer");
        } catch (IllegalArgumentException wrong) {
            throw wrong.getCause() instanceof SettingsException misnamed
                    ? misnamed
                    : new SettingsException(
                            journal + ", " + wrong.getMessage() + "; valid is the picks.csv of a balancer");
        }
        if (replay.picks() == 0) {
            throw new SettingsException(journal + " has no picks; valid is the picks.csv of a balancer");
        }
        if (explained != null && replay.picks() < explained) {
            throw new SettingsException("--explain " + explained + " is not valid; valid is a whole number from 1 to "
                    + replay.picks() + ", the picks of " + journal);
        }
        Console console = new Console();
        String told = policy == null || policy.equals(recorded[0]) ? recorded[0] : policy + ", recorded " + recorded[0];
        console.line(String.format(Locale.ROOT, "%,d picks (%s), %,d the same", replay.picks(), told, replay.same()));
        if (replay.firstDifference() != null) {
            console.line("first other: " + replay.firstDifference());
        }
        if (explained != null) {
            console.line(String.format(Locale.ROOT, "%npick %,d, %s", explained, told));
            Backend recordedPick = replay.explainedRecord();
            console.line(PickExplanation.render(notes, replay.explainedPick()) + "  recorded    "
                    + (recordedPick == null ? "nobody" : recordedPick.name()));
        }
        return ExitCode.DONE;
    }

    private String recorded(String name) {
        if (!Policies.names().contains(name)) {
            throw new SettingsException(journal + " is of the policy " + name + ", which there is not; valid is one of "
                    + String.join(", ", Policies.names()) + ", or another one with --policy");
        }
        return name;
    }

    private static String checked(String name) {
        if (!Policies.names().contains(name)) {
            throw new SettingsException("--policy " + (name.isEmpty() ? "\"\"" : name)
                    + " is not valid; valid is one of " + String.join(", ", Policies.names()));
        }
        return name;
    }
}

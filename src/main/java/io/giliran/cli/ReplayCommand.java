package io.giliran.cli;

import com.typesafe.config.Config;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PickReplay;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.PolicySettings;
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

    @Override
    public Integer call() {
        Config config = Configuration.load(new Overrides());
        PolicyParameters parameters = PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy"));
        String[] recorded = {""};
        PickReplay replay = new PickReplay((name, seed, slowStartNanos) -> {
            recorded[0] = name;
            String told = checked(policy == null ? name : policy);
            RandomStream coins = new RandomStream(seed);
            return new BackendPool(() -> Policies.create(told, parameters, coins), slowStartNanos);
        });
        try (BufferedReader lines = Files.newBufferedReader(journal)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                replay.take(line);
            }
        } catch (IOException unreadable) {
            throw new SettingsException(journal + " cannot be read; valid is the picks.csv of a balancer");
        } catch (IllegalArgumentException wrong) {
            throw wrong.getCause() instanceof SettingsException misnamed
                    ? misnamed
                    : new SettingsException(journal + ", " + wrong.getMessage());
        }
        Console console = new Console();
        String told = policy == null || policy.equals(recorded[0]) ? recorded[0] : policy + ", recorded " + recorded[0];
        console.line(String.format(Locale.ROOT, "%,d picks (%s), %,d the same", replay.picks(), told, replay.same()));
        if (replay.firstDifference() != null) {
            console.line("first other: " + replay.firstDifference());
        }
        return ExitCode.DONE;
    }

    private static String checked(String name) {
        if (!Policies.names().contains(name)) {
            throw new SettingsException(
                    "--policy " + name + " is not valid; valid is one of " + String.join(", ", Policies.names()));
        }
        return name;
    }
}

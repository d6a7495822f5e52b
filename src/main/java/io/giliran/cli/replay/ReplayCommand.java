package io.giliran.cli.replay;

import com.typesafe.config.Config;
import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.console.WholeNumber;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.Version;
import io.giliran.cli.simulate.SimulationThreads;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.settings.NearestWord;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.experiment.ScenarioSettings;
import io.giliran.simulation.replay.Replay;
import io.giliran.simulation.replay.ReplayJson;
import io.giliran.simulation.replay.ReplayPage;
import io.giliran.simulation.replay.ReplayResult;
import io.giliran.simulation.replay.ReplayTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Feeds a recorded run through the simulator, or repeats the picks of the live balancer with a policy. */
@Command(
        name = "replay",
        description =
                "Feed a recorded run through the simulator: what it predicts, and what other policies would have done."
                        + " Of a journal of picks, tell it to a policy again and compare the picks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN_DIR|picks.csv",
            description = "The run directory of a demo or a swarm; or the picks.csv that a balancer wrote with"
                    + " giliran.balancer.access-log.picks = on.")
    private Path recorded = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description = "Of a run: also under these, over the same requests; several with commas."
                    + " Of a journal: this one instead of the recorded.")
    private @Nullable List<String> policies;

    @Option(
            names = "--explain",
            paramLabel = "N",
            description = "Of a journal: show how the policy came to the N-th pick: candidates, scores, draws, rule.")
    private @Nullable String explain;

    @Option(
            names = "--balancer",
            paramLabel = "LOGS",
            description = "The log folder of the run's balancer, when its logs are not in the run directory.")
    private @Nullable Path balancer;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many workers each backend had, when the run's config.conf does not say.")
    private @Nullable String workers;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Of a run: how many policies are simulated at once, each on a thread; auto, the default, for one on each"
                            + " processor. Results do not depend on it.")
    private @Nullable String threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where replay.json and replay.html are written; the run directory unless given.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        return Files.isDirectory(recorded) ? run() : journal();
    }

    private int run() {
        refuse("--explain", explain, "giliran why " + recorded + " CONNECTION");
        int atOnce = SimulationThreads.from(Configuration.loadInTime(SimulationThreads.option(threads)));
        List<String> others = checked(ScenarioSettings.policyNames());
        ReplayableRun folder = ReplayableRun.read(recorded, balancer, ReplayableRun.workers(workers));
        Console console = new Console();
        JournalReplay told = folder.journal() == null
                ? null
                : new JournalReplay(
                                folder.journal(),
                                null,
                                folder.recording().balancing().parameters())
                        .tell(0);
        if (told != null) {
            console.line(String.format(Locale.ROOT, "told again  %,d picks, %,d the same", told.picks(), told.same()));
            if (told.firstDifference() != null) {
                console.line("            first other: " + told.firstDifference());
            }
        }
        folder.notes().forEach(console::line);
        ReplayResult result = Replay.of(folder.recording(), others, atOnce);
        console.line(ReplayTable.render(result).stripTrailing());
        Path written = out == null ? recorded : out;
        ReplayJson.write(result, told == null ? -1 : told.picks(), told == null ? -1 : told.same(), written);
        ReplayPage.write(
                result,
                folder.notes().stream()
                        .map(note -> note.replaceFirst("^note +", "Note: ") + ".")
                        .collect(Collectors.joining(" ")),
                written);
        console.line("files       " + written.resolve(ReplayJson.FILE) + ", " + ReplayPage.FILE);
        return ExitCode.DONE;
    }

    private int journal() {
        refuse("--balancer", balancer, "a run directory with it");
        refuse("--workers", workers, "a run directory with it");
        refuse("--out", out, "a run directory with it");
        refuse("--threads", threads, "a run directory with it");
        List<String> others = checked(Policies.names());
        if (others.size() > 1) {
            throw new SettingsException("--policy " + String.join(",", others)
                    + " is not valid for a journal of picks; valid is one policy, or several for a run directory");
        }
        Config config = Configuration.loadInTime(new Overrides());
        Integer explained = WholeNumber.of("--explain", explain, 1, Integer.MAX_VALUE);
        JournalReplay replay = new JournalReplay(
                        recorded,
                        others.isEmpty() ? null : others.get(0),
                        PolicySettings.parameters(SettingsReader.at(config, "giliran.balancer.policy")))
                .tell(explained == null ? 0 : explained);
        Console console = new Console();
        replay.summary(console);
        if (explained != null) {
            console.line(String.format(Locale.ROOT, "%npick %,d, %s", explained, replay.told()));
            console.line(replay.explanation() + "  recorded    " + replay.recordedPick());
        }
        return ExitCode.DONE;
    }

    private void refuse(String option, @Nullable Object given, String valid) {
        if (given != null) {
            throw new SettingsException(option + " " + given + " is not valid for " + recorded + "; valid is " + valid);
        }
    }

    private List<String> checked(List<String> valid) {
        List<String> names = policies == null ? List.of() : policies;
        for (String name : names) {
            if (!valid.contains(name)) {
                throw new SettingsException("--policy " + (name.isEmpty() ? "\"\"" : name)
                        + " is not valid; valid is one of " + String.join(", ", valid)
                        + NearestWord.question(name, valid));
            }
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw new SettingsException(
                    "--policy " + String.join(",", names) + " is not valid; valid is a list that has each policy once");
        }
        return names;
    }
}

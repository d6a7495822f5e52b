package io.giliran.cli.replay;

import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.console.WholeNumber;
import io.giliran.cli.options.Version;
import io.giliran.report.TextTable;
import io.giliran.report.page.TablesPage;
import io.giliran.settings.SettingsException;
import io.giliran.simulation.replay.LiveRecording;
import io.giliran.simulation.replay.Regrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains the pick of one connection of a recorded run, and how much better another one would have been. */
@Command(
        name = "why",
        description = "Why a connection of a recorded run got its backend, who had less to do, and how much less.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class WhyCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    @Parameters(index = "0", paramLabel = "RUN_DIR", description = "The run directory of a demo or a swarm.")
    private Path directory = Path.of("");

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CONNECTION",
            description = "Its number in balancer.jsonl, or its client's address and port as there.")
    private @Nullable String connection;

    @Option(names = "--worst", paramLabel = "N", description = "Instead: the N connections with the largest regrets.")
    private @Nullable String worst;

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

    @Option(names = "--page", paramLabel = "FILE", description = "Write the explanation as a page, too.")
    private @Nullable Path page;

    @Override
    public Integer call() {
        Integer most = WholeNumber.of("--worst", worst, 1, Integer.MAX_VALUE);
        if ((connection == null) == (most == null)) {
            throw new SettingsException("which connection is not said"
                    + (connection == null ? "" : " once")
                    + "; valid is its number, its client's address and port, or --worst N, for example --worst 10");
        }
        ReplayableRun run = ReplayableRun.read(directory, balancer, ReplayableRun.workers(workers));
        Console console = new Console();
        run.notes().forEach(console::line);
        if (most != null) {
            worst(console, Regrets.of(run.recording()), most, run.recording().connectionCount());
        } else if (connection != null) {
            explain(console, run, row(run.recording(), connection));
        }
        return ExitCode.DONE;
    }

    private int row(LiveRecording recording, String named) {
        List<Integer> rows = recording.find(named);
        if (rows.isEmpty()) {
            throw new SettingsException("connection " + (named.isEmpty() ? "\"\"" : named) + " is none of " + directory
                    + " that got a backend; valid is a number or a client from its balancer.jsonl");
        }
        if (rows.size() > 1) {
            throw new SettingsException("connection " + named + " is " + rows.size() + " of them: "
                    + rows.stream()
                            .limit(10)
                            .map(row -> Long.toString(recording.number(row)))
                            .collect(Collectors.joining(", "))
                    + "; valid is one of these numbers");
        }
        return rows.get(0);
    }

    private void worst(Console console, Regrets regrets, int most, int connections) {
        TextTable table = new TextTable(48).row("connection", "client", "at", "picked", "least work left", "regret");
        for (int row : regrets.worst(most)) {
            table.row(
                    Long.toString(regrets.number(row)),
                    regrets.client(row),
                    seconds(regrets.atNanos(row)),
                    regrets.picked(row),
                    regrets.least(row),
                    millis(regrets.nanos(row)));
        }
        String average = String.format(
                Locale.ROOT,
                "%s on average; %,d of %,d picks could not have been better",
                millis(Math.round(regrets.mean())),
                regrets.without(),
                connections);
        console.line(table.render() + "\nregret      " + average);
        if (page != null) {
            new TablesPage(
                            "why · " + directory.toAbsolutePath().getFileName(),
                            "Regret: " + average + ".",
                            "",
                            List.of())
                    .table("The largest regrets", table, "")
                    .write(page);
        }
    }

    private void explain(Console console, ReplayableRun run, int row) {
        Regrets regrets = Regrets.of(run.recording(), row);
        String which = String.format(
                Locale.ROOT,
                "connection %d of %s at %s, %s",
                regrets.number(row),
                regrets.client(row),
                seconds(regrets.atNanos(row)),
                run.recording().balancing().policy());
        String explanation = explanation(run, row);
        TextTable table = new TextTable(48).row("backend", "work left", "wait", "");
        for (Regrets.Choice choice : regrets.choices()) {
            table.row(
                    choice.backend().name(),
                    millis(choice.workLeftNanos()),
                    millis(choice.waitNanos()),
                    choice.picked() ? "picked" : "");
        }
        String regret = regrets.nanos(row) == 0
                ? "none: nobody had less to do"
                : millis(regrets.nanos(row)) + ": " + regrets.least(row) + " had the least to do";
        String requests = regrets.requests(row).stream()
                .map(request -> "request     " + request + '\n')
                .collect(Collectors.joining());
        console.line((which + '\n' + explanation + '\n' + table.render() + "regret      " + regret + '\n' + requests)
                .stripTrailing());
        if (page != null) {
            new TablesPage(
                            "why · " + directory.toAbsolutePath().getFileName(),
                            "It got " + regrets.picked(row) + "; the regret is " + regret + ".",
                            which.substring(0, 1).toUpperCase(Locale.ROOT) + which.substring(1) + ".",
                            List.of())
                    .text("How the policy came to it", explanation)
                    .table("The choices at that moment", table, "")
                    .text("Its requests", requests)
                    .write(page);
        }
    }

    /** The pick of the recorded policy, with all inputs repeated. */
    private static String explanation(ReplayableRun run, int row) {
        long pick = run.recording().journalPick(row);
        if (run.journal() == null || pick == 0) {
            return "  rule        not known without picks.csv; run with giliran.balancer.access-log.picks = on\n";
        }
        return new JournalReplay(
                        run.journal(), null, run.recording().balancing().parameters())
                .tell(pick)
                .explanation();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / NANOS_PER_MILLI);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }
}

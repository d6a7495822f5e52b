package io.giliran.cli;

import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.Version;
import io.giliran.report.comparing.DifferenceJson;
import io.giliran.report.comparing.DifferencePage;
import io.giliran.report.comparing.DifferenceTable;
import io.giliran.report.comparing.RunDifference;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two live runs: the differences with their confidence intervals. */
@Command(
        name = "compare",
        description = "Say what differs between two live runs, by how much, or that no difference is shown.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN_A", description = "The run directory that the other is held against.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "RUN_B", description = "The other run directory.")
    private Path second = Path.of("");

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Option(names = "--page", paramLabel = "FILE", description = "Write the comparison as a page, too.")
    private @Nullable Path page;

    @Override
    public Integer call() {
        RunDifference difference = RunDifference.of(first, second);
        if (page != null) {
            DifferencePage.write(difference, page);
        }
        new Console()
                .line(
                        json
                                ? DifferenceJson.render(difference)
                                : DifferenceTable.render(difference).stripTrailing());
        return ExitCode.DONE;
    }
}

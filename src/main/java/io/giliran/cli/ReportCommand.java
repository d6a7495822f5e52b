package io.giliran.cli;

import io.giliran.cli.console.Console;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.Version;
import io.giliran.report.export.ExportFormat;
import io.giliran.report.page.ReportPage;
import io.giliran.report.reading.RecordedRun;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the page of a run anew, or writes its results in the formats of other tools. */
@Command(
        name = "report",
        description = "Write a run\'s report.html anew, or its results for other tools.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_DIR", description = "The directory of a run that has ended, live or simulated.")
    private Path directory = Path.of("");

    @Option(
            names = "--export",
            paramLabel = "FORMAT",
            split = ",",
            description = "Write these instead of the page, into RUN_DIR: hgrm, fortio, k6; several with commas.")
    private @Nullable List<String> formats;

    @Override
    public Integer call() throws IOException {
        List<ExportFormat> wanted = formats == null
                ? List.of()
                : formats.stream().map(ReportCommand::checked).toList();
        List<Path> written = new ArrayList<>();
        if (wanted.isEmpty()) {
            written.add(ReportPage.write(directory));
        } else {
            RecordedRun run = RecordedRun.open(directory);
            for (ExportFormat format : wanted) {
                written.addAll(format.write(run));
            }
        }
        Console console = new Console();
        written.forEach(file -> console.line(file.toString()));
        return ExitCode.DONE;
    }

    private static ExportFormat checked(String name) {
        for (ExportFormat format : ExportFormat.values()) {
            if (format.key().equals(name)) {
                return format;
            }
        }
        throw new SettingsException("--export " + (name.isEmpty() ? "\"\"" : name) + " is not valid; valid is one of "
                + String.join(", ", ExportFormat.keys()) + ", or several with commas");
    }
}

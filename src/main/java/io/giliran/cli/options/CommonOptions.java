package io.giliran.cli.options;

import com.typesafe.config.Config;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command. */
public final class CommonOptions {
    @Option(names = "--show-config", description = "Check and print the effective configuration, and stop.")
    private boolean showConfig;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Prints the configuration if that is wished; then there is nothing else to do. */
    public boolean showed(Config config) {
        if (showConfig) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(Configuration.render(config));
            out.flush();
        }
        return showConfig;
    }
}

package io.giliran.cli;

import io.giliran.cli.ctl.CtlCommand;
import io.giliran.cli.options.Version;
import io.giliran.cli.replay.ReplayCommand;
import io.giliran.cli.replay.WhyCommand;
import io.giliran.cli.search.SearchCommand;
import picocli.CommandLine.Command;

/** The program: one command a role. */
@Command(
        name = "giliran",
        description = "A TCP load balancer, and a laboratory that says which balancing policy to use.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            BalancerCommand.class,
            BackendCommand.class,
            SwarmCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            ReportCommand.class,
            WhyCommand.class,
            CompareCommand.class,
            SearchCommand.class,
            PoliciesCommand.class,
            CtlCommand.class
        })
public final class Main {
    public static void main(String[] args) {
        Program.run(new Main(), args);
    }
}

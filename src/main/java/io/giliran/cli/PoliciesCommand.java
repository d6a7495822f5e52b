package io.giliran.cli;

import io.giliran.cli.console.ExitCode;
import io.giliran.policy.Policies;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the policies. */
@Command(name = "policies", description = "List the balancing policies.", mixinStandardHelpOptions = true)
final class PoliciesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Policies.Entry policy : Policies.all()) {
            out.printf("%-18s %s%n", policy.name(), policy.description());
        }
        out.flush();
        return ExitCode.DONE;
    }
}

package io.giliran.cli;

import io.giliran.cli.console.ConsoleText;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.DefaultsInHelp;
import io.giliran.cli.process.Interruption;
import io.giliran.cli.process.NewSystem;
import io.giliran.cli.process.Signals;
import io.giliran.cli.process.UncaughtFailure;
import io.giliran.settings.NearestWord;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.MemoryReserve;
import io.giliran.transport.tls.TlsServer;
import java.io.PrintWriter;
import java.security.Security;
import java.util.Set;
import picocli.CommandLine;

/** Runs a command: bad input ends in one line on stderr and no stack trace. */
public final class Program {
    private static final String NAME_CACHE = "networkaddress.cache.ttl";
    /** The commands that run a balancer, where SIGHUP asks for a reload. */
    private static final Set<String> RELOADING = Set.of("balancer", "demo");

    private Program() {}

    /** Runs the command, and ends the process unless all went well, so that Maven can go on after {@code exec:java}. */
    public static void run(Object command, String... args) {
        MemoryReserve.hold();
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtFailure());
        Signals.install(reloads(command, args));
        rememberNamesBriefly();
        TlsServer.acceptAnyServerName();
        ConsoleText.ofThisProcess();
        int code = execute(command, new PrintWriter(System.err, true, ConsoleText.charset()), args);
        if (!Signals.areEnding()) {
            Interruption.endLog();
        }
        if (code != ExitCode.DONE) {
            System.exit(code);
        }
        Signals.restore();
    }

    private static boolean reloads(Object command, String... args) {
        return command instanceof BalancerCommand
                || command instanceof DemoCommand
                || (args.length > 0 && RELOADING.contains(args[0]));
    }

    /** A balancer asks again where its backends are; the JDK would answer from memory for half a minute. */
    private static void rememberNamesBriefly() {
        if (Security.getProperty(NAME_CACHE) == null && System.getProperty("sun.net.inetaddr.ttl") == null) {
            Security.setProperty(NAME_CACHE, "1");
        }
    }

    /** Runs the command and returns its exit code; messages go to {@code stderr}. */
    static int execute(Object command, PrintWriter stderr, String... args) {
        CommandLine commandLine = new CommandLine(command);
        commandLine.setOut(ConsoleText.writer(System.out));
        commandLine.setErr(stderr);
        // A value may begin with an @: --send '@@PING'.
        commandLine.setExpandAtFiles(false);
        commandLine.setHelpFactory((spec, colours) -> DefaultsInHelp.of(
                spec, colours, spec.userObject() instanceof DemoCommand ? DemoLoad::in : config -> config));
        commandLine.setParameterExceptionHandler((wrong, unused) -> complain(
                wrong.getCommandLine().getErr(),
                withHint(problem(wrong), wrong.getCommandLine()),
                ExitCode.BAD_CONFIGURATION));
        commandLine.setExecutionExceptionHandler((failure, used, unused) -> {
            if (failure instanceof SettingsException) {
                return complain(used.getErr(), String.valueOf(failure.getMessage()), ExitCode.BAD_CONFIGURATION);
            }
            if (failure instanceof NewSystem.NotStarted) {
                return complain(used.getErr(), String.valueOf(failure.getMessage()), ExitCode.NOT_STARTED);
            }
            if (Signals.areEnding()) {
                // The JVM takes in no more shutdown hooks, for example; the process ends with the signal's own code.
                return ExitCode.INTERRUPTED;
            }
            throw failure;
        });
        return commandLine.execute(args);
    }

    /** picocli names the rest of the line too; what is wrong is its first word. */
    private static String problem(CommandLine.ParameterException wrong) {
        if (!(wrong instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return String.valueOf(wrong.getMessage());
        }
        String word = unmatched.getUnmatched().get(0);
        CommandLine.Model.CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            String option = word.replaceFirst("=.*", "");
            return option + " is not an option of " + command.qualifiedName()
                    + NearestWord.question(option, command.optionsMap().keySet());
        }
        return command.subcommands().isEmpty()
                ? word + " has no place here; " + command.qualifiedName() + " takes no further argument"
                : word + " is not a command"
                        + NearestWord.question(word, command.subcommands().keySet());
    }

    private static String withHint(String problem, CommandLine used) {
        return problem + (problem.endsWith("?") ? " " : "; ")
                + used.getCommandSpec().qualifiedName() + " --help lists what is valid";
    }

    private static int complain(PrintWriter stderr, String line, int exitCode) {
        stderr.println("giliran: " + ConsoleText.line(line.lines().findFirst().orElse(line)));
        stderr.flush();
        return exitCode;
    }
}

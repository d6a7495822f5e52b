package io.giliran.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.giliran.admin.http.AdminSettings;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.cli.console.ConsoleText;
import io.giliran.cli.console.ExitCode;
import io.giliran.cli.options.Configuration;
import io.giliran.cli.options.Overrides;
import io.giliran.cli.options.Version;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.DurationText;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Queries and changes a running balancer through its runtime API. */
@Command(
        name = "ctl",
        description = "See and change a running balancer that was started with --admin.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class)
public final class CtlCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "Where the runtime API is; else giliran.admin.listen.")
    private @Nullable String admin;

    @Option(
            names = "--token",
            paramLabel = "T",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:GILIRAN_TOKEN}",
            description = "What the API asks for; else the environment's GILIRAN_TOKEN, else giliran.admin.token.")
    private @Nullable String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the API's JSON instead of text.")
    private boolean json;

    @Command(description = "The balancer as a whole.")
    int status() {
        return get("/v1/status", CtlText::status);
    }

    @Command(description = "The backends: state, health, load, and why.")
    int backends() {
        return get("/v1/backends", CtlText::backends);
    }

    @Command(description = "The open connections, the oldest first.")
    int connections(
            @Option(names = "--backend", paramLabel = "NAME", description = "Only those of this one.") @Nullable
                    String backend,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many.")
                    String limit) {
        String of = backend == null ? "" : "&backend=" + CtlClient.encoded(backend);
        return get("/v1/connections?limit=" + CtlClient.encoded(limit) + of, CtlText::connections);
    }

    @Command(description = "One connection, and why its backend was picked.")
    int connection(@Parameters(paramLabel = "ID") String id) {
        return get("/v1/connections/" + CtlClient.encoded(id), CtlText::connection);
    }

    @Command(description = "End a connection with a reset.")
    int cut(@Parameters(paramLabel = "ID") String id) {
        return call("DELETE", "/v1/connections/" + CtlClient.encoded(id), null, CtlText::done);
    }

    @Command(description = "Take a backend into service (ready), out of it (drain), or out and cut (maint).")
    int state(
            @Parameters(paramLabel = "NAME") String backend,
            @Parameters(paramLabel = "ready|drain|maint") String wanted) {
        return change(backend, object().put("state", wanted));
    }

    @Command(description = "Change a backend's part relative to the others.")
    int weight(@Parameters(paramLabel = "NAME") String backend, @Parameters(paramLabel = "N") String weight) {
        return change(backend, object().put("weight", wholeNumber("weight", weight)));
    }

    @Command(name = "max-connections", description = "Change how many connections a backend may have.")
    int maxConnections(@Parameters(paramLabel = "NAME") String backend, @Parameters(paramLabel = "N|off") String most) {
        ObjectNode body = object();
        if (most.equals("off")) {
            body.putNull("max_connections");
        } else {
            body.put("max_connections", wholeNumber("max-connections", most));
        }
        return change(backend, body);
    }

    @Command(description = "Let another policy choose.")
    int policy(@Parameters(paramLabel = "NAME") String name) {
        return call("PUT", "/v1/policy", object().put("name", name), CtlText::done);
    }

    @Command(description = "Explain picks from now on, or no more.")
    int explain(@Parameters(paramLabel = "on|off") String wanted) {
        if (!wanted.equals("on") && !wanted.equals("off")) {
            throw new SettingsException("explain " + wanted + " is not valid; valid is on or off");
        }
        return call("PUT", "/v1/explain", object().put("on", wanted.equals("on")), CtlText::done);
    }

    @Command(description = "A backend joins.")
    int add(
            @Parameters(
                            paramLabel = "BACKEND",
                            description = BackendAddress.SYNTAX + ", or with unix:PATH in place of HOST:PORT")
                    String backend) {
        return call("POST", "/v1/backends", object().put("backend", backend), CtlText::backend);
    }

    @Command(description = "A backend gets no new connections, and is gone when its last one has ended.")
    int remove(
            @Parameters(paramLabel = "NAME") String backend,
            @Option(names = "--cut", description = "End its connections at once.") boolean cut) {
        return call("DELETE", path(backend) + (cut ? "?cut=true" : ""), null, CtlText::done);
    }

    @Command(description = "Close the excess of idle connections of backends that have more than their part.")
    int rebalance(
            @Option(names = "--per-second", paramLabel = "N", description = "At most so many a second; 10.") @Nullable
                    Double perSecond,
            @Option(names = "--least-idle", paramLabel = "D", description = "Only those idle for so long; 1s.")
                    @Nullable
                    String leastIdle) {
        ObjectNode body = object();
        if (perSecond != null) {
            body.put("per_second", perSecond);
        }
        if (leastIdle != null) {
            try {
                body.put("least_idle_ms", TimeUnit.NANOSECONDS.toMillis(DurationText.parseNanos(leastIdle)));
            } catch (IllegalArgumentException unusable) {
                throw new SettingsException("--least-idle " + leastIdle + " " + unusable.getMessage());
            }
        }
        return call("POST", "/v1/rebalance", body, CtlText::done);
    }

    @Command(description = "Read the configuration again and go by it, without ending a connection.")
    int reload(@Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
        return call("POST", "/v1/reload?dry_run=" + dryRun, null, CtlText::reloaded);
    }

    @Command(description = "Go back to the configuration from before the last reload.")
    int rollback(@Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
        return call("POST", "/v1/rollback?dry_run=" + dryRun, null, CtlText::reloaded);
    }

    @Command(name = "log-level", description = "Change how much the balancer logs on stderr.")
    int logLevel(@Parameters(paramLabel = "debug|info|warn|error") String level) {
        return call("PUT", "/v1/log-level", object().put("level", level), CtlText::done);
    }

    private int change(String backend, ObjectNode body) {
        return call("PATCH", path(backend), body, CtlText::backend);
    }

    private int get(String path, Function<JsonNode, String> text) {
        return call("GET", path, null, text);
    }

    private int call(String method, String path, @Nullable ObjectNode body, Function<JsonNode, String> text) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            JsonNode answer = client().call(method, path, body);
            out.print(ConsoleText.lines(json ? answer + "\n" : text.apply(answer)));
            out.flush();
            return ExitCode.DONE;
        } catch (CtlClient.Failure failure) {
            err.println("giliran: " + ConsoleText.line(String.valueOf(failure.getMessage())));
            err.flush();
            return failure.exitCode();
        }
    }

    private CtlClient client() {
        Config config = Configuration.loadInTime(new Overrides().set("giliran.admin.listen", "--admin", admin));
        SettingsReader reader = SettingsReader.at(config, "giliran.admin");
        if (reader.isOff("listen")) {
            throw new SettingsException(
                    "no balancer is named; give the address of its runtime API with --admin HOST:PORT");
        }
        HostPort address = reader.parsed("listen", HostPort::parse);
        String secret = token == null ? config.getString(AdminSettings.TOKEN_PATH) : token;
        if (!secret.isEmpty() && !AdminSettings.isValid(secret)) {
            throw new SettingsException(
                    "the token is not valid; valid are up to 256 characters of ASCII without blanks");
        }
        return new CtlClient(address, secret);
    }

    private static String path(String backend) {
        return "/v1/backends/" + CtlClient.encoded(backend);
    }

    private static long wholeNumber(String what, String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new SettingsException(what + " " + text + " is not valid; valid is a whole number");
        }
        return Long.parseLong(text);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

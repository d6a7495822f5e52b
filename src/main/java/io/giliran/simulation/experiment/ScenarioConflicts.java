package io.giliran.simulation.experiment;

import io.giliran.settings.SettingsReader;
import io.giliran.simulation.engine.EventQueue;
import io.giliran.workload.Fault;
import io.giliran.workload.Scenario;
import io.giliran.workload.ScenarioBackend;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Values of a scenario that are valid one by one, but not together. */
final class ScenarioConflicts {
    /** An event of the simulator names a balancer and a backend in one number. */
    private static final int MOST_PAIRS = EventQueue.MAX_ARGUMENT;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MOST_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND;
    private static final double SECONDS_A_YEAR = 365.25 * 24 * 3_600;

    private final SettingsReader reader;
    private final Predicate<String> written;

    /** @param written whether the file has the key, given without its root */
    ScenarioConflicts(SettingsReader reader, Predicate<String> written) {
        this.reader = reader;
        this.written = written;
    }

    /** Refuses keys that say nothing about this kind of load. */
    void check(String kindOfLoad) {
        boolean closed = kindOfLoad.equals("clients");
        SettingsReader load = reader.at("load");
        if (!closed && written.test("load.think")) {
            refuse(
                    load,
                    "think",
                    "says nothing beside load." + kindOfLoad + ": only clients think; valid is to leave it out");
        }
        if ((closed || kindOfLoad.equals("trace")) && written.test("load.arrivals")) {
            refuse(
                    load,
                    "arrivals",
                    "says nothing beside load." + kindOfLoad + ": it spaces a rate or stages; valid is to"
                            + " leave it out");
        }
        if (closed && written.test("client-keys") && !reader.isOff("client-keys")) {
            refuse(reader, "client-keys", "says nothing beside load.clients: those are the clients; valid is off");
        }
    }

    private static void refuse(SettingsReader reader, String key, String why) {
        reader.parsed(key, text -> {
            throw new IllegalArgumentException(why);
        });
    }

    /** @throws io.giliran.settings.SettingsException when the scenario cannot run to its end, or nothing of it would be measured */
    void check(Scenario scenario, OptionalLong warmUp) {
        if ((long) scenario.balancers() * scenario.backends().size() > MOST_PAIRS) {
            throw reader.invalid(
                    "balancers",
                    "at most " + MOST_PAIRS / scenario.backends().size() + " with "
                            + scenario.backends().size() + " backends");
        }
        boolean ends = scenario.durationNanos() != Long.MAX_VALUE;
        if (ends && warmUp.orElse(0) >= scenario.durationNanos()) {
            throw reader.invalid("warm-up", "less than scenario.duration, or nothing would be measured");
        }
        for (Fault fault : scenario.faults()) {
            if (ends && fault.atNanos() >= scenario.durationNanos()) {
                throw reader.invalid("faults", "a list of faults before scenario.duration has passed");
            }
        }
        if (!ends && secondsAtLeast(scenario) > MOST_SECONDS) {
            throw reader.invalid(
                    "requests",
                    String.format(
                            Locale.ROOT,
                            "so many that they arrive within 292 years, which is all that the clock of a run can count;"
                                    + " at this load they take %,.0f",
                            secondsAtLeast(scenario) / SECONDS_A_YEAR));
        }
        if (scenario.load() instanceof Scenario.Closed closed
                && closed.think().meanNanos() == 0
                && scenario.requests().isEmpty()
                && (canRefuse(scenario) || takesNoTime(scenario))) {
            throw reader.at("load")
                    .invalid(
                            "think",
                            "a distribution above 0, for example exp:100ms, or a number of requests: a client whose"
                                    + " request takes no time, or finds no backend, would ask again at the same moment, for ever");
        }
    }

    /** Mean duration of the arrivals in seconds, whatever the backends do. */
    private static double secondsAtLeast(Scenario scenario) {
        double requests = scenario.requests().orElse(0);
        if (scenario.load() instanceof Scenario.Open open) {
            return requests / open.stages().get(open.stages().size() - 1).perSecond();
        }
        return scenario.load() instanceof Scenario.Closed closed
                ? requests / closed.clients() * (closed.think().meanNanos() / NANOS_PER_SECOND)
                : 0;
    }

    private static boolean takesNoTime(Scenario scenario) {
        return scenario.service().meanNanos() == 0 && scenario.connectNanos() == 0 && scenario.delayNanos() == 0;
    }

    private static boolean canRefuse(Scenario scenario) {
        return scenario.backends().stream().anyMatch(ScenarioConflicts::isBounded)
                || scenario.faults().stream().anyMatch(fault -> switch (fault.kind()) {
                    case REFUSE, DRAIN, REMOVE -> true;
                    case FAIL -> fault.nanos() == 0;
                    case SLOW, FREEZE, COLD, RECOVER, ADD -> false;
                });
    }

    private static boolean isBounded(ScenarioBackend backend) {
        return backend.queue() != ScenarioBackend.ENDLESS || backend.maxConnections() != ScenarioBackend.ENDLESS;
    }
}

package io.giliran.simulation.experiment;

import io.giliran.policy.Backend;
import io.giliran.policy.PickNotes;
import io.giliran.report.PickText;
import io.giliran.settings.SettingsException;
import io.giliran.simulation.engine.FastestIdle;
import io.giliran.simulation.engine.Measurements;
import io.giliran.simulation.engine.PickWitness;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.simulation.engine.RunTooLarge;
import io.giliran.simulation.engine.Simulation;
import io.giliran.workload.DurationText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains the pick for one request of a plan's first replication, under each policy. Ends the run after that pick. */
public final class RequestExplanation implements PickWitness {
    private final String policy;
    private final int balancers;
    private final StringBuilder text = new StringBuilder();
    private boolean ended;
    private int picks;

    private RequestExplanation(String policy, int balancers) {
        this.policy = policy;
        this.balancers = balancers;
    }

    /**
     * Renders it.
     *
     * @param number of the request, from 1
     * @throws SettingsException when there are not so many
     */
    public static String render(Plan plan, long number) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "request %,d of %s, seed %d%n",
                number,
                plan.scenario().name(),
                plan.seed()));
        for (String policy : plan.policies()) {
            text.append('\n').append(of(plan, policy, number));
        }
        return text.toString();
    }

    private static String of(Plan plan, String policy, long number) {
        RequestExplanation explanation =
                new RequestExplanation(policy, plan.scenario().balancers());
        Simulation simulation = new Simulation(
                plan.scenario(),
                PoolsOfPlan.of(plan, policy, plan.seed()),
                plan.seed(),
                new Measurements(
                        plan.scenario().backends().size(), plan.scenario().knownClients(), 0, RttSeries.UNSEEN));
        simulation.explain(number - 1, explanation);
        try {
            simulation.run((requests, nowNanos) -> explanation.ended);
        } catch (RunTooLarge tooLarge) {
            throw new SettingsException(String.valueOf(tooLarge.getMessage()));
        }
        if (explanation.picks == 0) {
            throw new SettingsException(String.format(
                    Locale.ROOT,
                    "--explain %d is not valid; valid is the number of a request that comes, and under %s fewer come",
                    number,
                    policy));
        }
        return explanation.text.toString();
    }

    @Override
    public void picked(PickNotes notes, int balancer, @Nullable Backend picked, long nowNanos) {
        picks++;
        text.append(policy).append(picks == 1 ? " at " : " again at ").append(DurationText.format(nowNanos));
        if (balancers > 1) {
            text.append(", balancer ").append(balancer + 1).append(" of ").append(balancers);
        }
        text.append('\n');
        if (policy.equals(FastestIdle.CENTRAL_QUEUE)) {
            text.append(String.format(
                    Locale.ROOT, "  %-12s%s%n", "rule", "the fastest with an idle worker; without one it waits"));
        }
        text.append(PickText.render(notes, picked));
    }

    @Override
    public void unended(long nanos) {
        text.append(String.format(
                Locale.ROOT, "  %-12s%s%n", "ended", "not until the run's end, > " + DurationText.format(nanos)));
    }

    @Override
    public void ended(boolean well, long rttNanos) {
        ended = true;
        text.append(String.format(
                Locale.ROOT,
                "  %-12s%s after %s%n",
                "ended",
                well ? "answered" : "failed",
                DurationText.format(rttNanos)));
    }
}

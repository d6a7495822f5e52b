package io.giliran.cli;

import io.giliran.backend.BackendSettings;
import io.giliran.backend.WorkMode;
import io.giliran.report.TheoryValue;
import io.giliran.swarm.SwarmSettings;
import io.giliran.theory.ModelMatch;
import io.giliran.workload.Distribution;
import io.giliran.workload.LoadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the queueing model of a demo, where all that it assumes holds. */
final class DemoTheory {
    private static final double NANOS_PER_MILLI = 1e6;

    private DemoTheory() {}

    /**
     * Theoretical values of the run; empty when no model is known.
     *
     * @param backends number of backends
     * @param backend any of them: they are alike
     */
    static List<TheoryValue> of(int backends, BackendSettings backend, SwarmSettings swarm, String policy) {
        Double rate = swarm.ratePerSecond();
        boolean known = backends == 1 || policy.equals("random") || policy.equals("round-robin");
        if (!known
                || rate == null
                || swarm.model() != LoadModel.OPEN
                || swarm.stages() != null
                || swarm.trace() != null
                || swarm.exchange() != null
                || swarm.arrivals() != SwarmSettings.ArrivalKind.POISSON
                || swarm.connections() != SwarmSettings.Connecting.PER_REQUEST
                || backend.work() != WorkMode.TIMER) {
            return List.of();
        }
        Distribution work = swarm.serviceTime() == null ? backend.serviceTime() : swarm.serviceTime();
        return ModelMatch.of(rate, work, backends, backend.workers(), policy).stream()
                .flatMap(match -> values(match, assumptions(backends, work, policy, backend, rate)).stream())
                .toList();
    }

    private static List<TheoryValue> values(ModelMatch match, List<String> assumptions) {
        List<TheoryValue> values = new ArrayList<>();
        values.add(new TheoryValue(
                TheoryValue.Metric.MEAN, match.model(), match.meanMillis() * NANOS_PER_MILLI, assumptions));
        match.p99Millis()
                .ifPresent(millis -> values.add(
                        new TheoryValue(TheoryValue.Metric.P99, match.model(), millis * NANOS_PER_MILLI, assumptions)));
        return values;
    }

    private static List<String> assumptions(
            int backends, Distribution work, String policy, BackendSettings backend, double rate) {
        return List.of(
                String.format(
                        Locale.ROOT, "Poisson arrivals of %s a second, whatever becomes of earlier ones", plain(rate)),
                "work of " + work + ", each request's independent of all else",
                String.format(
                        Locale.ROOT,
                        "%d alike backend%s of %d worker%s, first come, first served",
                        backends,
                        backends == 1 ? "" : "s",
                        backend.workers(),
                        backend.workers() == 1 ? "" : "s"),
                "a connection for each request, so that " + policy + " picks for each",
                "nothing but waiting and work takes time; in a live run network, kernel and balancer do");
    }

    private static String plain(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%,d", (long) number)
                : String.format(Locale.ROOT, "%s", number);
    }
}

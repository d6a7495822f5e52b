package io.giliran.simulation.experiment;

import io.giliran.metrics.MserTruncation;
import io.giliran.simulation.engine.RttSeries;
import io.giliran.workload.DurationText;
import io.giliran.workload.Fault;
import io.giliran.workload.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Warm-up at the start of every run, which is not measured: stated by the scenario, or found in a pilot run of each policy. A
 * cut that is found never reaches into a fault, a stage or a change of members, nor to a request that lived to see one: what
 * follows the first of them is a result. So it is looked for before the first one only, and is at most a tenth of the run.
 *
 * @param nanos time of arrival before which requests are not measured
 * @param found whether it was found; otherwise the scenario states it
 * @param bounded whether MSER-5 would have left out more
 * @param settled false when times still change when a run ends, so that it was measured while it changed
 */
public record SimulatedWarmUp(long nanos, boolean found, boolean bounded, boolean settled) {
    private static final int PARTS = 10;

    /** The scenario says it. */
    static SimulatedWarmUp stated(long nanos) {
        return new SimulatedWarmUp(nanos, false, false, true);
    }

    /**
     * The longest one that any policy wants, and all allow: policies have to be measured over the same requests.
     *
     * @param pilots one of each policy
     */
    static SimulatedWarmUp found(List<Pilot> pilots) {
        long wanted = pilots.stream().mapToLong(Pilot::wantedNanos).max().orElse(0);
        long most = pilots.stream().mapToLong(Pilot::mostNanos).min().orElse(0);
        return new SimulatedWarmUp(
                Math.min(wanted, most),
                true,
                wanted > most || pilots.stream().anyMatch(Pilot::wantsMore),
                pilots.stream().allMatch(Pilot::isSettled));
    }

    /** Describes the events of the scenario that fall into it; empty when none does. Only a stated warm-up can have any. */
    Optional<String> hides(Scenario scenario) {
        List<Fault> faults = scenario.faults().stream()
                .filter(fault -> fault.atNanos() < nanos)
                .toList();
        if (!faults.isEmpty()) {
            Fault first = faults.get(0);
            int more = faults.size() - 1;
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s %s at %s%s",
                    first.backend(),
                    first.kind().name().toLowerCase(Locale.ROOT),
                    DurationText.format(first.atNanos()),
                    more == 0 ? "" : " and " + more + " more"));
        }
        return scenario.firstChangeNanos() < nanos
                ? Optional.of("the stage that begins at " + DurationText.format(scenario.firstChangeNanos()))
                : Optional.empty();
    }

    /** Records the pilot run in which a policy's warm-up is looked for. */
    static final class Pilot implements RttSeries {
        private final long firstChange;
        private final long lastChange;
        private final MserTruncation before = new MserTruncation();
        private final MserTruncation after = new MserTruncation();
        private long countBefore;
        private long untouched;
        private long lastArrival;

        Pilot(Scenario scenario) {
            firstChange = scenario.firstChangeNanos();
            lastChange = scenario.lastChangeNanos();
            untouched = firstChange;
        }

        @Override
        public void add(long arrivedAtNanos, long nanos) {
            if (arrivedAtNanos + nanos < firstChange) {
                before.add((double) nanos);
                countBefore++;
            } else {
                untouched = Math.min(untouched, arrivedAtNanos);
            }
            if (arrivedAtNanos >= lastChange) {
                after.add((double) nanos);
            }
        }

        @Override
        public void lost(long arrivedAtNanos, long nanos) {
            if (arrivedAtNanos + nanos >= firstChange) {
                untouched = Math.min(untouched, arrivedAtNanos);
            }
        }

        /** The run is over. */
        Pilot ended(long lastArrivalNanos) {
            lastArrival = lastArrivalNanos;
            return this;
        }

        long wantedNanos() {
            return nanos(before.observationsToCut(partThatMayBeCut()));
        }

        long mostNanos() {
            return Math.min(untouched, lastArrival / PARTS);
        }

        boolean wantsMore() {
            return nanos(before.observationsToCut()) > nanos(before.observationsToCut(partThatMayBeCut()));
        }

        boolean isSettled() {
            return after.isSettled();
        }

        private long nanos(long observations) {
            return countBefore == 0 ? 0 : Math.round(length() * ((double) observations / countBefore));
        }

        private double partThatMayBeCut() {
            return length() == 0 ? 0 : Math.min(0.5, mostNanos() / length());
        }

        /** The part that lies before the first change. */
        private double length() {
            return (double) Math.min(firstChange, lastArrival);
        }
    }
}

package io.giliran.simulation.engine;

import io.giliran.workload.Arrivals;
import io.giliran.workload.ConstantArrivals;
import io.giliran.workload.Distribution;
import io.giliran.workload.PoissonArrivals;
import io.giliran.workload.RandomStream;
import io.giliran.workload.Scenario;
import java.util.Iterator;
import java.util.List;

/**
 * Arrivals and demands of requests. Governed by the seed alone: whatever the policy does, the n-th request of an open load, and
 * the n-th request of each closed client, are the same.
 */
final class RequestSource {
    private static final long NO_MORE = EventQueue.NEVER;

    /** Number of values drawn at once, which a processor does faster than one at a time between other work. */
    private static final int AHEAD = 64;

    private final Scenario scenario;
    private final long seed;
    private final RandomStream arrivalDraws;
    private final RandomStream demandDraws;
    private final RandomStream keyDraws;
    /** The draws of a closed client's request: reseeded for each. */
    private final RandomStream clientDraws = new RandomStream(0);

    private final Iterator<Scenario.Stage> nextStages;
    private Arrivals arrivals = () -> NO_MORE;
    private long stageStart;
    private long stageEnd;
    private int recordedIndex;
    private final boolean allDifferent;
    private final long[] nextArrivals = new long[AHEAD];
    private int arrivalsTaken = AHEAD;
    private final long[] nextDemands = new long[AHEAD];
    private int demandsTaken = AHEAD;

    RequestSource(Scenario scenario, long seed) {
        this.scenario = scenario;
        this.seed = seed;
        arrivalDraws = RandomStream.named(seed, "arrivals");
        demandDraws = RandomStream.named(seed, "demands");
        keyDraws = RandomStream.named(seed, "clients");
        List<Scenario.Stage> stages = scenario.load() instanceof Scenario.Open open ? open.stages() : List.of();
        nextStages = stages.iterator();
        allDifferent = !(scenario.load() instanceof Scenario.Closed) && scenario.clientKeys() == Scenario.ALL_DIFFERENT;
    }

    /** Time of the next request of an open load; {@link EventQueue#NEVER} when there is none. */
    long nextArrival() {
        if (scenario.load() instanceof Scenario.Recorded recorded) {
            return recordedIndex < recorded.offsetsNanos().size()
                    ? recorded.offsetsNanos().get(recordedIndex++)
                    : NO_MORE;
        }
        if (arrivalsTaken == AHEAD) {
            Distribution service = scenario.service();
            for (int i = 0; i < AHEAD; i++) {
                nextDemands[i] = service.sampleNanos(demandDraws);
                nextArrivals[i] = drawArrival();
            }
            demandsTaken = 0;
            arrivalsTaken = 0;
        }
        return nextArrivals[arrivalsTaken++];
    }

    private long drawArrival() {
        while (true) {
            long next = arrivals.nextNanos();
            if (next != NO_MORE && stageStart + next < stageEnd) {
                return stageStart + next;
            }
            if (!nextStages.hasNext()) {
                return NO_MORE;
            }
            begin(nextStages.next());
        }
    }

    /** The work that the next request of an open load asks for, in ns. */
    long nextDemand() {
        if (demandsTaken == AHEAD) {
            Distribution service = scenario.service();
            for (int i = 0; i < AHEAD; i++) {
                nextDemands[i] = service.sampleNanos(demandDraws);
            }
            demandsTaken = 0;
        }
        return nextDemands[demandsTaken++];
    }

    /** The client of the next request of an open load: one of those that the scenario has, or 0 when all are different. */
    int nextClient() {
        return scenario.clientKeys() == Scenario.ALL_DIFFERENT ? 0 : keyDraws.nextInt(scenario.clientKeys());
    }

    /** Key, for the policies, of the client that sends request {@code number} of the run. */
    long keyOf(int client, long number) {
        return RandomStream.mix(allDifferent ? ~number : client);
    }

    /** The work that the n-th request of a closed client asks for, in ns. */
    long demandOf(int client, long n) {
        clientDraws.reseed(seed ^ RandomStream.mix(((long) client << 32) + 2 * n));
        return scenario.service().sampleNanos(clientDraws);
    }

    /** Think time of a closed client before its n-th request, in ns. */
    long thinkOf(int client, long n, Distribution think) {
        clientDraws.reseed(seed ^ RandomStream.mix(((long) client << 32) + 2 * n + 1));
        return think.sampleNanos(clientDraws);
    }

    /** The memoryless arrivals of one stage have nothing to hand to the next; constant ones begin anew. */
    private void begin(Scenario.Stage stage) {
        stageStart = stageEnd;
        stageEnd = nextStages.hasNext() ? stageStart + stage.durationNanos() : NO_MORE;
        boolean poisson = scenario.load() instanceof Scenario.Open open && open.poisson();
        arrivals = poisson
                ? new PoissonArrivals(stage.perSecond(), arrivalDraws)
                : new ConstantArrivals(stage.perSecond());
    }
}

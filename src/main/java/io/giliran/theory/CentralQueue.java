package io.giliran.theory;

/**
 * A common queue for c equal exponential servers and Poisson arrivals: M/M/c.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Erlang_(unit)">Erlang's B and C</a>
 */
public final class CentralQueue {
    /** Name that stands for a central queue where policies are named. */
    public static final String POLICY = "central-queue";

    private CentralQueue() {}

    /** The part of arrivals that find all c servers busy and wait; {@code work} is arrivals times service time. */
    public static double erlangC(int servers, double work) {
        double load = Sojourn.checkedLoad(work / servers);
        double blocked = 1;
        for (int k = 1; k <= servers; k++) {
            blocked = work * blocked / (k + work * blocked);
        }
        return blocked / (1 - load * (1 - blocked));
    }

    /** The time in system. */
    public static Sojourn exponential(int servers, double arrivals, double meanService) {
        double work = arrivals * meanService;
        double wait = erlangC(servers, work) * meanService / (servers - work);
        return servers == 1 ? SingleServer.exponential(arrivals, meanService) : Sojourn.ofMean(meanService + wait);
    }
}

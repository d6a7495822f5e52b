package io.giliran.policy;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** The registry: every policy by its name. */
public final class Policies {
    /**
     * Registered policy.
     *
     * @param name as in the configuration
     * @param description one line for people
     * @param create makes a fresh one from the parameters and its source of randomness
     */
    public record Entry(
            String name, String description, BiFunction<PolicyParameters, RandomGenerator, BalancingPolicy> create) {}

    private static final List<Entry> ALL = List.of(
            new Entry(
                    RoundRobin.NAME,
                    "every backend in turn, smoothly by weight",
                    (parameters, random) -> new RoundRobin()),
            new Entry(
                    RandomPick.NAME,
                    "one at random, in proportion to weight",
                    (parameters, random) -> new RandomPick(random)),
            new Entry(
                    LeastLoaded.CONNECTIONS,
                    "the fewest open connections for its weight; ties in turn",
                    (parameters, random) -> LeastLoaded.connections()),
            new Entry(
                    TwoChoices.DISTINCT,
                    "two different ones at random, of these the one with fewer open connections for its weight",
                    (parameters, random) -> TwoChoices.distinct(random)),
            new Entry(
                    TwoChoices.WITH_REPLACEMENT,
                    "the same, but both draws may be the same one, as HAProxy and Envoy draw",
                    (parameters, random) -> TwoChoices.withReplacement(random)),
            new Entry(
                    LeastLoaded.PEAK_EWMA,
                    "the least of a time's peak-sensitive average times the open connections and one",
                    (parameters, random) -> LeastLoaded.peakEwma(parameters)),
            new Entry(
                    TwoChoices.PEAK_EWMA,
                    "two different ones at random, of these the one that peak-ewma would take",
                    TwoChoices::peakEwma),
            new Entry(
                    LeastLoaded.TIME,
                    "the least of a time's average times the open connections and one, as nginx's least_time",
                    (parameters, random) -> LeastLoaded.time(parameters)),
            new Entry(
                    JoinIdleQueue.NAME,
                    "the one that has been idle longest; when none is, one at random",
                    (parameters, random) -> new JoinIdleQueue(random)),
            new Entry(
                    Prequal.NAME,
                    "of a few that were asked, the fastest one that is not busier than most",
                    Prequal::new),
            new Entry(
                    ClientHash.SOURCE_HASH,
                    "the client's key modulo the weights; most clients move when backends come or go",
                    (parameters, random) -> ClientHash.sourceHash(parameters)),
            new Entry(
                    ClientHash.RING_HASH,
                    "the client's key on a ring, as Envoy's RING_HASH; few clients move",
                    (parameters, random) -> ClientHash.ringHash(parameters)),
            new Entry(
                    ClientHash.MAGLEV,
                    "the client's key in Google's Maglev table, as Envoy's MAGLEV; even, and few clients move",
                    (parameters, random) -> ClientHash.maglev(parameters)),
            new Entry(
                    Rendezvous.NAME,
                    "the highest random weight for the client's key; only those clients move that must",
                    (parameters, random) -> new Rendezvous(parameters)),
            new Entry(
                    FirstUntried.NAME,
                    "the first declared that may be picked, as HAProxy's first; packs instead of spreading",
                    (parameters, random) -> new FirstUntried()));

    private Policies() {}

    public static List<Entry> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /**
     * A fresh policy.
     *
     * @throws IllegalArgumentException when there is none of that name; the message lists the names there are
     */
    public static BalancingPolicy create(String name, PolicyParameters parameters, RandomGenerator random) {
        return ALL.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("is not a policy; valid is one of " + String.join(", ", names())))
                .create()
                .apply(parameters, random);
    }

    /** The parameters that the policy of this name uses; equal when they are the same. */
    static List<Object> parametersOf(String name, PolicyParameters all) {
        return switch (name) {
            case LeastLoaded.PEAK_EWMA, TwoChoices.PEAK_EWMA -> List.of(all.peakEwma());
            case LeastLoaded.TIME -> List.of(all.leastTime());
            case Prequal.NAME -> List.of(all.prequal(), all.peakEwma().failurePenaltyNanos());
            case ClientHash.SOURCE_HASH, Rendezvous.NAME -> List.of(all.boundedLoad());
            case ClientHash.RING_HASH -> List.of(all.ringHash(), all.boundedLoad());
            case ClientHash.MAGLEV -> List.of(all.maglev(), all.boundedLoad());
            default -> List.of();
        };
    }
}

package io.giliran.report.comparing;

import io.giliran.metrics.RunSample;
import io.giliran.report.reading.RequestTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairs of requests that two runs have in common, in one order: in an open model the n-th arrivals, otherwise the n-th requests
 * of each client. What began in the warm-up of either run is left out.
 *
 * @param first what the first run measured of them
 * @param second the same of the second
 * @param halfFailed how many failed in one run only: their times are left out
 */
record Pairs(RunSample first, RunSample second, long halfFailed) {
    /** The largest part of the requests that may have no partner: those that one run has at its end and the other has not. */
    private static final double MOST_ALONE = 0.05;

    /** Largest part of the pairs that may ask for different work: arrivals of two loops may change places. */
    private static final double MOST_DIFFERENT = 0.01;

    private record Pair(RequestTimes one, RequestTimes other) {}

    /** Matches the requests of two runs; nothing when they turn out not to have the same ones. */
    static Optional<Pairs> of(ComparedRun one, ComparedRun other) {
        List<Pair> pairs = one.isOpen() ? byArrival(one, other) : byClient(one, other);
        long most = Math.max(one.requests().size(), other.requests().size());
        long different = pairs.stream()
                .filter(pair -> pair.one().workNanos() != pair.other().workNanos())
                .count();
        if (pairs.isEmpty() || pairs.size() < most * (1 - MOST_ALONE) || different > pairs.size() * MOST_DIFFERENT) {
            return Optional.empty();
        }
        RunSample first = one.emptySample();
        RunSample second = other.emptySample();
        long halfFailed = 0;
        for (Pair pair : pairs) {
            if (one.isMeasured(pair.one()) && other.isMeasured(pair.other())) {
                add(first, pair.one(), pair.other());
                add(second, pair.other(), pair.one());
                halfFailed += hasTime(pair.one()) == hasTime(pair.other()) ? 0 : 1;
            }
        }
        return Optional.of(new Pairs(first, second, halfFailed));
    }

    private static void add(RunSample sample, RequestTimes request, RequestTimes partner) {
        if (request.isUnanswered() && hasTime(partner)) {
            sample.unanswered(request.correctedNanos(), !request.isUnfinished());
        } else if (!request.isOk()) {
            sample.failed();
        } else if (hasTime(partner)) {
            sample.answered(request.correctedNanos(), request.endNanos());
        } else {
            sample.answeredAlone(request.endNanos());
        }
    }

    /** Whether it is known how long it took, or that it lasted at least so long. */
    private static boolean hasTime(RequestTimes request) {
        return request.isOk() || request.isUnanswered();
    }

    private static List<Pair> byArrival(ComparedRun one, ComparedRun other) {
        List<Pair> pairs = new ArrayList<>();
        int common = Math.min(one.requests().size(), other.requests().size());
        for (int i = 0; i < common; i++) {
            pairs.add(new Pair(one.requests().get(i), other.requests().get(i)));
        }
        return pairs;
    }

    private static List<Pair> byClient(ComparedRun one, ComparedRun other) {
        Map<Long, RequestTimes> known = new HashMap<>();
        for (RequestTimes request : other.requests()) {
            known.put(key(request), request);
        }
        List<Pair> pairs = new ArrayList<>();
        for (RequestTimes request : one.requests()) {
            RequestTimes partner = known.get(key(request));
            if (partner != null) {
                pairs.add(new Pair(request, partner));
            }
        }
        return pairs;
    }

    private static long key(RequestTimes request) {
        return ((long) request.client() << 32) + request.request();
    }
}

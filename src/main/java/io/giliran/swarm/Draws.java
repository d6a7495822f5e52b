package io.giliran.swarm;

import io.giliran.workload.Distribution;
import io.giliran.workload.RandomStream;
import io.giliran.workload.Sizes;
import io.giliran.workload.Trace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws for each request, by the seed and its number alone: neither what became of earlier ones nor the number of loops changes
 * them. For one thread.
 */
final class Draws {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long REQUESTS = 0xd1b54a32d192ed03L;
    private static final long THINKING = 0x8cb92ba72f3d8dd7L;
    private static final long SESSIONS = 0xaef17502108ef2d9L;
    private static final int LONGEST_SESSION = 1_000_000_000;

    private final RandomStream random = new RandomStream(0);
    private final long seed;
    private final @Nullable Distribution work;
    private final Distribution think;
    private final Sizes payload;
    private final @Nullable Sizes sessionRequests;
    private final @Nullable Trace trace;

    Draws(SwarmSettings settings) {
        seed = settings.seed();
        work = settings.serviceTime();
        think = settings.think();
        payload = settings.payload();
        sessionRequests = settings.sessionRequests();
        trace = settings.trace();
    }

    /**
     * Gives a request its work and its size. The client is the stream, and the request's place among the client's requests is
     * the number.
     */
    void fill(Request request, long stream, long number) {
        RandomGenerator its = of(REQUESTS, stream, number);
        request.workNanos = work == null ? Request.NOT_YET : work.sampleNanos(its);
        request.payloadBytes = payload.sample(its, 0, LabelledLines.MOST_PAYLOAD_BYTES);
    }

    /** The same for an arrival; one of a trace is as it was recorded, as far as the trace says. */
    void fillArrival(Request request, long arrival) {
        fill(request, -1, arrival);
        if (trace != null) {
            int recorded = (int) arrival;
            request.workNanos = trace.workNanos(recorded) >= 0 ? trace.workNanos(recorded) : request.workNanos;
            request.wireBytes = Math.max(0, trace.bytes(recorded));
        }
    }

    /** Think time of a client after that request, in ns. */
    long thinkNanos(long stream, long number) {
        return think.sampleNanos(of(THINKING, stream, number));
    }

    /** Number of requests of that session. */
    int requestsOfSession(long session) {
        return sessionRequests == null ? 1 : sessionRequests.sample(of(SESSIONS, 0, session), 1, LONGEST_SESSION);
    }

    private RandomGenerator of(long purpose, long stream, long number) {
        random.reseed(RandomStream.mix(seed * GOLDEN_GAMMA + purpose)
                ^ RandomStream.mix(stream * REQUESTS + RandomStream.mix(number + GOLDEN_GAMMA)));
        return random;
    }
}

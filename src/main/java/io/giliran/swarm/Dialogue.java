package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.nio.ByteBuffer;

/** Protocol of the clients: the requests, and the check of the answers. Confined to its driver's loop. */
interface Dialogue {
    /** The bytes of a request; lent until the next call. */
    ByteBuffer bytes(Request request);

    /** End of an answer. */
    Expect expect();

    /**
     * Judges a whole answer, and notes the request's backend if the answer names it.
     *
     * @param source holds the answer, without what ends it, from {@code from} up to {@code to}
     */
    Outcome judge(Request request, ByteBuffer source, int from, int to);

    /** Whether a wrong answer means that answers and requests are out of step from there on. */
    boolean losesStep();

    /** Text of a request, for people. */
    String message(Request request);
}

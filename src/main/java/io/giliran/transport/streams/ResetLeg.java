package io.giliran.transport.streams;

/** Fails the flow of a leg, upon which Akka resets its socket. */
final class ResetLeg extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ResetLeg() {
        super("reset", null, false, false);
    }
}

package io.giliran.transport;

/** Who takes the clients of a listener. */
@FunctionalInterface
public interface Reception {
    /** Gets a client that was accepted, on a thread of the plane's; must not block. */
    void accepted(ClientLeg client);

    /** Asked before clients are accepted, on any thread; while it says no, they wait in the backlog. */
    default boolean isOpen() {
        return true;
    }
}

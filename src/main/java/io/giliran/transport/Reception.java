package io.giliran.transport;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Receives the clients of a listener. Each client has a place, reserved before it is accepted; so there are never more clients
 * than places, whatever the number of acceptors. Thread-safe.
 */
@FunctionalInterface
public interface Reception {
    /** Judgement of a client, made before the plane awaits anything of it; belongs to its {@link ClientLeg}. Thread-safe. */
    interface Entry {
        /** Whether it is not to be served: then it is handed over at once, and costs nothing more. */
        boolean isRefused();

        /** The client counts no more. For a client that is dropped before it is handed over; else the reception calls it. */
        void ended();
    }

    /**
     * Judges a client as soon as the address is known that counts: its own, or the one in its PROXY protocol header. A plane
     * that awaits something of a client asks before that costs anything, once; any other client is judged when it is handed
     * over. Null when this reception judges nobody beforehand.
     */
    default @Nullable Entry judge(SocketAddress client) {
        return null;
    }

    /**
     * Gets a client that was accepted, with its place, on a thread of the plane's; must not block. When this throws, the place
     * is still the caller's to {@link #release}.
     */
    void accepted(ClientLeg client);

    /** Whether a place is free at this moment. */
    default boolean isOpen() {
        return true;
    }

    /**
     * Reserves a place for a client that is about to be accepted; false when there is none. Exactly one {@link #accepted} or
     * {@link #release} follows.
     */
    default boolean reserve() {
        return true;
    }

    /** Gives back a place: nobody was there to be accepted, or the client was dropped before it was handed over. */
    default void release() {}

    /**
     * Runs the task once, on any thread and possibly at once, when a place may be free. For an acceptor that has clients to
     * accept and got no place. The acceptors are woken in the order in which they called this, one for each place: the task has
     * to lead to {@link #reserve}, and if that succeeds and the place is released, the next acceptor is woken.
     */
    default void whenOpen(Runnable task) {
        task.run();
    }
}

package io.giliran.transport.relay.leg;

import io.giliran.transport.ClientsSpeakFirst;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers for each backend whether its clients speak first. Learned, it is sure of it after {@value #FIRST_PROOF} connections
 * in a row; each time it was wrong it wants twice as many, so that a protocol in which either side may begin pays for the guess
 * ever more rarely. Confined to one loop.
 */
public final class FirstSpeaker {
    static final int FIRST_PROOF = 64;
    static final int LAST_PROOF = 1 << 20;

    private static final class Habit {
        private int clientsInARow;
        private int proof = FIRST_PROOF;
    }

    private final ClientsSpeakFirst known;
    private final Map<SocketAddress, Habit> habits = new HashMap<>();

    public FirstSpeaker(ClientsSpeakFirst known) {
        this.known = known;
    }

    /** Whether to count on it that the next client of this backend speaks before it does. */
    public boolean clientsSpeakFirst(SocketAddress backend) {
        return switch (known) {
            case OFF -> false;
            case ON -> true;
            case LEARNED -> {
                Habit habit = habits.get(backend);
                yield habit != null && habit.clientsInARow >= habit.proof;
            }
        };
    }

    /** A connection has begun: who has spoken first? */
    public void begun(SocketAddress backend, boolean byClient) {
        if (known != ClientsSpeakFirst.LEARNED) {
            return;
        }
        Habit habit = habits.computeIfAbsent(backend, unused -> new Habit());
        if (byClient) {
            habit.clientsInARow = Math.min(habit.clientsInARow + 1, LAST_PROOF);
        } else {
            if (habit.clientsInARow >= habit.proof) {
                habit.proof = Math.min(habit.proof * 2, LAST_PROOF);
            }
            habit.clientsInARow = 0;
        }
    }
}

package io.giliran.health;

/**
 * The connections in a row that one backend ended soon and without a byte, and how many of them speak against it.
 *
 * <p>Where the client had sent nothing, the backend ended the connection of its own accord, and each counts. Where the client
 * had spoken, it may have sent garbage, or what the backend has to refuse; these count only when so many different clients
 * met it that not all of them can be wrong, and other backends answer the same clients at least as often as not.
 */
final class UnansweredRow {
    private final long[] clients;
    private int different;
    private int unasked;
    private int spoken;
    private int answeredElsewhere;
    private int unansweredElsewhere;

    /** @param clientsNeeded how many different clients prove a fault */
    UnansweredRow(int clientsNeeded) {
        clients = new long[clientsNeeded];
    }

    boolean isEmpty() {
        return unasked == 0 && spoken == 0;
    }

    int clientsNeeded() {
        return clients.length;
    }

    /** The backend has ended a connection on which the client had sent nothing. */
    void addUnasked() {
        unasked++;
    }

    /** The backend has ended a connection on which this client had spoken. */
    void addSpoken(long client) {
        spoken++;
        if (different < clients.length && !has(client)) {
            clients[different++] = client;
        }
    }

    /** Another backend has answered the client, or has not. Clients that are not in the row are ignored. */
    void elsewhere(long client, boolean answered) {
        if (!has(client)) {
            return;
        }
        if (answered) {
            answeredElsewhere++;
        } else {
            unansweredElsewhere++;
        }
    }

    /** Whether the connections on which a client had spoken count. */
    boolean hasWitness() {
        return different == clients.length && unansweredElsewhere <= answeredElsewhere;
    }

    /** Number of connections that count against the backend. */
    int counted() {
        return unasked + (hasWitness() ? spoken : 0);
    }

    private boolean has(long client) {
        for (int i = 0; i < different; i++) {
            if (clients[i] == client) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        different = 0;
        unasked = 0;
        spoken = 0;
        answeredElsewhere = 0;
        unansweredElsewhere = 0;
    }
}

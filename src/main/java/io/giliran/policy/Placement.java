package io.giliran.policy;

import java.util.List;

/** Maps a client's key to a backend: a pure function of the key and the backends, that allocates nothing. */
interface Placement {
    /** Replaces the backends; they are in the order of declaration, and may be none. */
    void set(List<Backend> backends);

    /**
     * The backend of a client; there must be backends.
     *
     * @param attempt 0 for the client's own one; others when that one has failed the client or is full, each unrelated
     *     to those before, so that the clients of one backend spread over all
     */
    Backend of(long clientKey, int attempt);
}

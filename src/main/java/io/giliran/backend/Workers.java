package io.giliran.backend;

/**
 * The workers of one backend, which serve the requests of all its connections from one queue, first come, first served.
 * A request that was taken in keeps its place and is served even when its connection has died meanwhile, as with a
 * server that notices the loss only when it answers. Thread-safe.
 */
interface Workers extends AutoCloseable {
    /** Whether a worker is free: then a request without work is done already, and need not be served. */
    boolean hasFree();

    /**
     * Serves one request after those that came before it.
     *
     * @param workNanos how long one worker is busy with it, at least 0
     * @param done called once when the work is done, on a thread of the workers, which it must not hold up
     */
    void serve(long workNanos, Runnable done);

    /** Stops; requests that are not done are dropped. */
    @Override
    void close();
}

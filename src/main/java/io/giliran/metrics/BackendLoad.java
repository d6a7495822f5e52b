package io.giliran.metrics;

/**
 * Connections and requests of one backend during a run.
 *
 * @param connections connections on which it answered first; one on which nobody answered belongs to no backend
 * @param requests requests that it answered, rightly or wrongly
 */
public record BackendLoad(long connections, long requests) {}

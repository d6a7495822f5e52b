package io.giliran.metrics;

/**
 * Load of one backend during a run.
 *
 * @param connections connections on which it answered first; one that was never answered belongs to no backend
 * @param requests requests that it answered, rightly or wrongly
 */
public record BackendLoad(long connections, long requests) {}

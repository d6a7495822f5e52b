package io.giliran.transport;

/**
 * What has moved on a relay up to now.
 *
 * @param bytesFromClient bytes handed on to the backend
 * @param bytesFromBackend bytes handed on to the client
 * @param idleNanos how long nothing has moved
 */
public record Activity(long bytesFromClient, long bytesFromBackend, long idleNanos) {}

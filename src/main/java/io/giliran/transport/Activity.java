package io.giliran.transport;

/**
 * Traffic of a relay up to now.
 *
 * @param bytesFromClient bytes handed on to the backend
 * @param bytesFromBackend bytes handed on to the client
 * @param idleNanos how long nothing has moved
 */
public record Activity(long bytesFromClient, long bytesFromBackend, long idleNanos) {}

package io.giliran.transport;

/**
 * Progress of a relay.
 *
 * @param bytesFromClient bytes written to the backend
 * @param bytesFromBackend bytes written to the client
 * @param idleNanos time since a byte moved last, in ns
 */
public record Activity(long bytesFromClient, long bytesFromBackend, long idleNanos) {}

package io.giliran.transport;

/**
 * How a data plane listens.
 *
 * @param backlog how many connections may wait to be accepted, see listen(2)
 * @param loops how many event loops share the clients between them; only where the plane has loops
 * @param clientsSpeakFirst what is known of the protocol
 */
public record ListenerOptions(int backlog, int loops, ClientsSpeakFirst clientsSpeakFirst) {}

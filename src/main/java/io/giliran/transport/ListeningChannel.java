package io.giliran.transport;

import akka.io.Inet;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Socket option without effect: Akka passes it the bound listening socket, which it hands over to an event loop that accepts in
 * Akka's place.
 */
public final class ListeningChannel extends Inet.AbstractSocketOptionV2 {
    private final CompletableFuture<ServerSocketChannel> bound;

    /** @param bound is completed before Akka reports that the socket is bound */
    public ListeningChannel(CompletableFuture<ServerSocketChannel> bound) {
        this.bound = bound;
    }

    @Override
    public void afterBind(ServerSocket socket) {
        bound.complete(socket.getChannel());
    }
}

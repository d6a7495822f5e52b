package io.giliran.transport;

import akka.io.Inet;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * A socket option that changes nothing: Akka hands it the listening socket once it is bound, and it hands that on, so that an
 * event loop accepts there in Akka's place.
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

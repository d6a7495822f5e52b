package io.giliran.transport;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** A bound listening socket. */
public interface Listener {
    /** Address of the listener, with the port that was bound. */
    SocketAddress address();

    /** Accepts no more. Connections that were accepted live on. */
    CompletionStage<?> unbind();
}

package io.giliran.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Unix socket whose queue is full: whoever connects to it is turned away. */
public final class FullUnixSocket implements AutoCloseable {
    private final UnixServer server;
    private final List<SocketChannel> queued = new ArrayList<>();

    public FullUnixSocket(Path path) throws IOException {
        server = new UnixServer(path, 1);
        boolean full = false;
        while (!full) {
            SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
            queued.add(next);
            next.configureBlocking(false);
            try {
                next.connect(address());
            } catch (SocketException turnedAway) {
                full = true;
            }
        }
    }

    public SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    /** Takes in all that wait, so that there is room again. */
    public void drain() throws IOException {
        for (int i = 0; i < queued.size() - 1; i++) {
            server.accept().close();
        }
    }

    /** Takes in the next one. */
    ScriptedPeer accept(long pair) throws IOException {
        return ScriptedPeer.accept(server, pair, socket -> socket);
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        server.close();
    }
}

package io.giliran.transport;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Unix socket that listens, as a {@link ServerSocket}; its file goes with it. */
public final class UnixServer extends ServerSocket {
    private final Path path;
    private final ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Selector acceptable = Selector.open();
    private int timeoutMillis;

    public UnixServer(Path path, int backlog) throws IOException {
        this.path = path;
        channel.bind(UnixDomainSocketAddress.of(path), backlog);
        channel.configureBlocking(false);
        channel.register(acceptable, SelectionKey.OP_ACCEPT);
    }

    @Override
    public Socket accept() throws IOException {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
            acceptable.select(timeoutMillis);
            acceptable.selectedKeys().clear();
            accepted = channel.accept();
        }
        if (accepted == null) {
            throw new SocketTimeoutException("nobody came in time");
        }
        return new UnixSocket(accepted);
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // The system's own is small.
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        acceptable.close();
        Files.deleteIfExists(path);
    }
}

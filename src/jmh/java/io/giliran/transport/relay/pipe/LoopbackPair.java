package io.giliran.transport.relay.pipe;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Both ends of a TCP connection over loopback; neither blocks.
 *
 * @param near the end that sends
 * @param far the end that receives
 */
record LoopbackPair(SocketChannel near, SocketChannel far) implements Closeable {
    static LoopbackPair open() throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel near = SocketChannel.open(listening.getLocalAddress());
            SocketChannel far = listening.accept();
            // Else a short message would wait until the one before is acknowledged.
            near.setOption(StandardSocketOptions.TCP_NODELAY, true);
            near.configureBlocking(false);
            far.configureBlocking(false);
            return new LoopbackPair(near, far);
        }
    }

    /** Sends what the socket takes. */
    void send(ByteBuffer bytes) throws IOException {
        if (bytes.hasRemaining()) {
            near.write(bytes);
        }
    }

    /** Receives what is there. */
    void receive(ByteBuffer bytes) throws IOException {
        if (far.read(bytes) < 0) {
            throw new EOFException("the connection was closed");
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}

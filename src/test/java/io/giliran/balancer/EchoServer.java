package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A backend that says its name to everyone who connects and sends back what it gets. One thread serves all. */
public final class EchoServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int ABORT = 0;

    private final String name;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final InetSocketAddress address;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Thread thread;
    private volatile boolean killed;

    EchoServer(String name) throws IOException {
        this(name, 0);
    }

    EchoServer(String name, int port) throws IOException {
        this.name = name;
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        address = (InetSocketAddress) listener.getLocalAddress();
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        thread = new Thread(this::serve, "echo-" + name);
        thread.start();
    }

    InetSocketAddress address() {
        return address;
    }

    /** Listens no more and resets every connection. */
    @Override
    public void close() {
        killed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try (selector;
                listener) {
            while (!killed) {
                selector.select(this::handle);
            }
            for (SelectionKey key : selector.keys()) {
                reset(key);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel connection = listener.accept();
                connection.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                connection.write(UTF_8.encode(name + "\n"));
            } else {
                echo((SocketChannel) key.channel());
            }
        } catch (IOException clientIsGone) {
            reset(key);
        }
    }

    private void echo(SocketChannel connection) throws IOException {
        int read = connection.read(buffer.clear());
        if (read < 0) {
            connection.close();
        } else {
            buffer.flip();
            while (buffer.hasRemaining()) {
                connection.write(buffer);
            }
        }
    }

    private static void reset(SelectionKey key) {
        try (var channel = key.channel()) {
            if (channel instanceof SocketChannel connection && connection.isOpen()) {
                connection.setOption(StandardSocketOptions.SO_LINGER, ABORT);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

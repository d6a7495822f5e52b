package io.giliran.balancer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A backend whose connections a test takes in one by one, and talks to byte by byte. */
final class TalkingBackend implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final ServerSocket listener;

    TalkingBackend(InetAddress host) throws IOException {
        listener = new ServerSocket(0, 100, host);
        listener.setSoTimeout(TIMEOUT_MILLIS);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    Socket accept() throws IOException {
        Socket socket = listener.accept();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

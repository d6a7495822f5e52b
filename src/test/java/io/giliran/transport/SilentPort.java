package io.giliran.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A listener whose queue is full: connecting to it gets no answer at all. */
public final class SilentPort implements AutoCloseable {
    private static final int ANSWERED_WITHIN_MILLIS = 150;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    public SilentPort() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        boolean full = false;
        while (!full) {
            Socket next = new Socket();
            queued.add(next);
            try {
                next.connect(address(), ANSWERED_WITHIN_MILLIS);
            } catch (SocketTimeoutException silence) {
                full = true;
            }
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : queued) {
            socket.close();
        }
    }
}

package io.giliran;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server of lines in plain Java, so that the swarm is not tested against our own backend. One thread a connection;
 * all of them end with {@link #close}.
 */
public final class LineServer implements AutoCloseable {
    /** Handles one connection of the server, which is closed at its end. */
    public interface Service {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Service service;
    private final Queue<Peer> peers = new ConcurrentLinkedQueue<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private LineServer(Service service) throws IOException {
        this.service = service;
        listener = new ServerSocket(0, 1000, InetAddress.getByName("127.0.0.1"));
    }

    public static LineServer start(Service service) throws IOException {
        LineServer server = new LineServer(service);
        server.begin(server::accept, "line-server");
        return server;
    }

    /** Answers every line as a backend of that name does. */
    public static LineServer answering(String name) throws IOException {
        return start(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.answer(name, line);
            }
        });
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** {@code HOST:PORT}. */
    public String target() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Every line that any connection has sent, in the order of arrival. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Every connection, in the order of arrival. */
    public List<Peer> peers() {
        return List.copyOf(peers);
    }

    /** Accepts no more; the connections live on. */
    public void stopListening() {
        try {
            listener.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopListening();
        peers.forEach(Peer::end);
        List<Thread> running;
        synchronized (threads) {
            running = List.copyOf(threads);
        }
        running.forEach(Thread::interrupt);
        for (Thread thread : running) {
            thread.join();
        }
    }

    private void begin(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Peer peer = new Peer(listener.accept());
                peers.add(peer);
                begin(() -> serve(peer), "line-server-connection");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Peer peer) {
        try {
            service.serve(peer);
        } catch (IOException | InterruptedException itsEnd) {
            // The client has gone, or the test is over.
        } finally {
            peer.end();
        }
    }

    /** Connection of the server. */
    public final class Peer {
        private final Socket socket;
        private final InputStream in;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** The other side. */
        public InetSocketAddress address() {
            return (InetSocketAddress) socket.getRemoteSocketAddress();
        }

        /** The next line without its end; null when the client has finished. */
        public String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    String text = line.toString(UTF_8);
                    lines.add(text);
                    return text;
                }
                line.write(next);
            }
            return null;
        }

        /** Answers a line as a backend of that name does: without the tokens that were for the backend. */
        public void answer(String name, String line) throws IOException {
            send(name + " " + (line.startsWith("@") ? line.substring(line.indexOf(' ') + 1) : line) + "\n");
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        /** Ends the connection by a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client has gone, whatever it still sends. */
        public void awaitEnd() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        private void end() {
            try {
                socket.close();
            } catch (IOException ignored) {
                // It is gone either way.
            }
        }
    }
}

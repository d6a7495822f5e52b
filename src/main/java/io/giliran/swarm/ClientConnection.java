package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection of a client: sends its requests in order, without waiting for answers, and matches each line that
 * comes back with the oldest request. Confined to its driver's loop.
 */
final class ClientConnection implements LoopSocket.Events {
    /** An address may be taken by somebody else; so many in a row are not. */
    private static final int BIND_TRIES = 100;

    /** Who made the connection. */
    interface Owner {
        void connected(ClientConnection connection);

        /** A request's outcome is known; {@code answer} is null when no whole line came. */
        void ended(ClientConnection connection, Request request, Outcome outcome, @Nullable String answer);

        /** The connection is gone, after the outcome of each of its requests was told. */
        void closed(ClientConnection connection);
    }

    private final Owner owner;
    private final LongSupplier clock;
    private final ArrayDeque<Request> unsent = new ArrayDeque<>(1);
    private final ArrayDeque<Request> unanswered = new ArrayDeque<>(1);
    private final AnswerLines lines = new AnswerLines();
    private @Nullable LoopSocket socket;
    private @Nullable InetSocketAddress local;
    private long connectStartNanos;
    private long connectedNanos = -1;
    private boolean used;
    private boolean retired;
    private boolean closed;

    ClientConnection(Owner owner, LongSupplier clock) {
        this.owner = owner;
        this.clock = clock;
    }

    void connect(EventLoop loop, SourceAddresses sources, InetSocketAddress target) {
        connectStartNanos = clock.getAsLong();
        try {
            LoopSocket opened = new LoopSocket(loop, this);
            socket = opened;
            bind(opened, sources);
            opened.connect(target);
        } catch (IOException noDescriptor) {
            connectFailed(ConnectFailure.UNREACHABLE);
        }
    }

    private static void bind(LoopSocket socket, SourceAddresses sources) throws IOException {
        boolean bound = false;
        for (int i = 0; i < BIND_TRIES && !bound; i++) {
            InetSocketAddress source = sources.next();
            bound = source == null || isBound(socket, source);
        }
        // Unbound, the system's own choice is left: all there is where loopback has one address only.
    }

    private static boolean isBound(LoopSocket socket, InetSocketAddress source) throws IOException {
        try {
            socket.bind(source);
            return true;
        } catch (BindException taken) {
            return false;
        }
    }

    /** Sends the request, as soon as the connection stands. */
    void send(Request request) {
        request.firstOnConnection = !used;
        used = true;
        if (connectedNanos < 0) {
            unsent.add(request);
        } else {
            write(request);
        }
    }

    /** Ends waiting for this request; later answers are still matched, new requests need another connection. */
    void timedOut(Request request) {
        retired = true;
        owner.ended(this, request, Outcome.TIMEOUT, null);
        if (!hasWaiting()) {
            close();
        }
    }

    /** Whether another request may be sent on it. */
    boolean isUsable() {
        return !retired && !closed;
    }

    boolean isConnected() {
        return connectedNanos >= 0 && !closed;
    }

    /** How many of its requests wait for an answer. */
    int waiting() {
        return unsent.size() + unanswered.size();
    }

    long connectStartNanos() {
        return connectStartNanos;
    }

    long connectedNanos() {
        return connectedNanos;
    }

    @Nullable
    InetSocketAddress local() {
        return local;
    }

    /** Ends the connection; requests that still wait are forgotten. */
    void close() {
        if (!closed) {
            closed = true;
            if (socket != null) {
                socket.close();
            }
            owner.closed(this);
        }
    }

    @Override
    public void connected(SocketAddress ownAddress) {
        connectedNanos = clock.getAsLong();
        local = (InetSocketAddress) ownAddress;
        owner.connected(this);
        for (Request request = unsent.poll(); request != null && !closed; request = unsent.poll()) {
            if (request.ended) {
                continue;
            }
            if (request.startsWhenConnected) {
                request.intendedNanos = connectedNanos;
            }
            write(request);
        }
    }

    @Override
    public void connectFailed(ConnectFailure failure) {
        fail(Outcome.REFUSED);
    }

    @Override
    public void received(ByteBuffer bytes) {
        while (!closed) {
            String line = lines.next(bytes);
            if (line == null) {
                if (lines.isOverlong()) {
                    fail(Outcome.WRONG_ANSWER);
                }
                return;
            }
            Request request = unanswered.poll();
            if (request == null) {
                close();
            } else if (!request.ended) {
                answered(request, line);
            } else if (retired && !hasWaiting()) {
                close();
            }
        }
    }

    @Override
    public void finished() {
        fail(Outcome.CLOSED);
    }

    @Override
    public void failed(Throwable failure) {
        fail(Outcome.RESET);
    }

    private void answered(Request request, String line) {
        if (RequestText.answers(line, request.message)) {
            owner.ended(this, request, Outcome.OK, line);
            if (retired && !hasWaiting()) {
                close();
            }
        } else {
            // Answers and requests are out of step from here on.
            retired = true;
            owner.ended(this, request, Outcome.WRONG_ANSWER, line);
            fail(Outcome.CLOSED);
        }
    }

    private void write(Request request) {
        LoopSocket open = socket;
        if (open != null) {
            ByteBuffer line = RequestText.line(request.message, request.workNanos);
            request.bytesOut = line.remaining();
            request.sentNanos = clock.getAsLong();
            unanswered.add(request);
            open.write(line);
        }
    }

    /** Ends all requests with this outcome, and the connection. */
    private void fail(Outcome outcome) {
        if (closed) {
            return;
        }
        retired = true;
        endAll(unanswered, outcome);
        endAll(unsent, outcome);
        close();
    }

    private void endAll(ArrayDeque<Request> requests, Outcome outcome) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            if (!request.ended) {
                owner.ended(this, request, outcome, null);
            }
        }
    }

    private boolean hasWaiting() {
        return unsent.stream().anyMatch(request -> !request.ended)
                || unanswered.stream().anyMatch(request -> !request.ended);
    }
}

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
 * A TCP connection of a client: sends its requests in order, without waiting for answers, and matches each answer that comes
 * back with the oldest request. Confined to its driver's loop.
 */
final class ClientConnection implements LoopSocket.Events {
    /** An address may be taken by somebody else; so many in a row are not. */
    private static final int BIND_TRIES = 100;

    /** The owner of the connection. */
    interface Owner {
        void connected(ClientConnection connection);

        /** A request's outcome and end are known; {@code answer} is null when no whole one came, and lasts for this call. */
        void ended(ClientConnection connection, Request request, @Nullable AnswerCutter answer);

        /** The connection does not need the request any more; its end was reported. */
        void release(Request request);

        /** The connection is gone, after the outcome of each of its requests was reported. */
        void closed(ClientConnection connection);
    }

    private final Owner owner;
    private final Dialogue dialogue;
    private final LongSupplier clock;
    private final ArrayDeque<Request> unsent = new ArrayDeque<>(1);
    private final ArrayDeque<Request> unanswered = new ArrayDeque<>(1);
    private final AnswerCutter answers;
    private @Nullable LoopSocket socket;
    private @Nullable InetSocketAddress local;
    private long connectStartNanos;
    private long connectedNanos = -1;
    private int underWay;
    private boolean used;
    private boolean answeredByBackend;
    private boolean retired;
    private boolean closed;

    ClientConnection(Owner owner, Dialogue dialogue, LongSupplier clock) {
        this.owner = owner;
        this.dialogue = dialogue;
        this.clock = clock;
        answers = new AnswerCutter(dialogue.expect());
    }

    void connect(EventLoop loop, SourceAddresses sources, InetSocketAddress target) {
        connectStartNanos = clock.getAsLong();
        try {
            LoopSocket opened = new LoopSocket(loop, this);
            socket = opened;
            bind(opened, sources);
            opened.connect(target);
        } catch (IOException noSocket) {
            connectFailed(ConnectFailure.ofOpening(noSocket));
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
        request.connection = this;
        request.firstOnConnection = !used;
        used = true;
        underWay++;
        if (connectedNanos < 0) {
            unsent.add(request);
        } else {
            write(request);
        }
    }

    /** Ends waiting for this request; later answers are still matched, new requests need another connection. */
    void timedOut(Request request) {
        retired = true;
        end(request, Outcome.TIMEOUT, null, clock.getAsLong());
        closeWhenDone();
    }

    /** Whether another request may be sent on it. */
    boolean isUsable() {
        return !retired && !closed;
    }

    boolean isConnected() {
        return connectedNanos >= 0 && !closed;
    }

    /** Number of its requests that have not ended. */
    int waiting() {
        return underWay;
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
                owner.release(request);
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
        long now = clock.getAsLong();
        while (!closed && bytes.hasRemaining()) {
            Request oldest = unanswered.peek();
            if (oldest == null) {
                // Somebody speaks to whom nobody has spoken.
                close();
                return;
            }
            if (oldest.firstByteNanos < 0) {
                oldest.firstByteNanos = now;
            }
            if (answers.next(bytes)) {
                unanswered.remove();
                answered(oldest, now);
            } else if (answers.isOverlong()) {
                fail(Outcome.WRONG_ANSWER);
            }
        }
    }

    @Override
    public void finished() {
        Request oldest = unanswered.peek();
        if (dialogue.expect().kind() == Expect.Kind.CLOSE && oldest != null && oldest.firstByteNanos >= 0) {
            unanswered.remove();
            answers.finish();
            answered(oldest, clock.getAsLong());
        }
        fail(Outcome.CLOSED);
    }

    @Override
    public void failed(Throwable failure) {
        fail(Outcome.RESET);
    }

    private void answered(Request request, long now) {
        if (request.ended) {
            owner.release(request);
            closeWhenDone();
            return;
        }
        Outcome outcome = dialogue.judge(request, answers.source(), answers.from(), answers.to());
        request.bytesIn = answers.answerBytes();
        if (outcome == Outcome.OK && request.backend != null && !answeredByBackend) {
            answeredByBackend = true;
            request.firstAnswered = true;
        }
        boolean outOfStep = outcome == Outcome.WRONG_ANSWER && dialogue.losesStep();
        retired |= outOfStep;
        end(request, outcome, answers, now);
        owner.release(request);
        if (outOfStep) {
            fail(Outcome.CLOSED);
        } else {
            closeWhenDone();
        }
    }

    private void write(Request request) {
        LoopSocket open = socket;
        if (open != null) {
            ByteBuffer bytes = dialogue.bytes(request);
            request.bytesOut = bytes.remaining();
            unanswered.add(request);
            request.sentNanos = clock.getAsLong();
            open.writeLent(bytes);
        }
    }

    /** Ends all requests with this outcome, and the connection. */
    private void fail(Outcome outcome) {
        if (closed) {
            return;
        }
        retired = true;
        long now = clock.getAsLong();
        endAll(unanswered, outcome, now);
        endAll(unsent, outcome, now);
        close();
    }

    private void endAll(ArrayDeque<Request> requests, Outcome outcome, long now) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            if (!request.ended) {
                end(request, outcome, null, now);
            }
            owner.release(request);
        }
    }

    private void end(Request request, Outcome outcome, @Nullable AnswerCutter answer, long now) {
        underWay--;
        request.ended = true;
        request.outcome = outcome;
        request.endNanos = now;
        owner.ended(this, request, answer);
    }

    private void closeWhenDone() {
        if (retired && underWay == 0) {
            close();
        }
    }
}

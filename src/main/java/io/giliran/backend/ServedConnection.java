package io.giliran.backend;

import io.giliran.transport.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection: moves bytes between its socket and its {@link LineProtocol}. Confined to the event loop. */
final class ServedConnection implements EventLoop.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

    /** Longest time that input is discarded after a bad line, once the error line has been sent. */
    static final Duration LINGER = Duration.ofSeconds(5);

    /** Reads in a row, so that a fast client does not starve the others. */
    private static final int READS_A_ROUND = 4;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final WaitingWorkers.Timer timer;
    private final Consumer<ServedConnection> ended;
    private final LineProtocol protocol;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;
    private @Nullable ByteBuffer unsent;
    private boolean lingers;
    private boolean over;

    /**
     * A connection that serves nobody until it is {@link #start}ed.
     *
     * @param timer of {@link System#nanoTime()}
     * @param ended is called once, on the loop, when the connection has ended
     */
    ServedConnection(
            EventLoop loop,
            SocketChannel channel,
            LineProtocol.Shared shared,
            WaitingWorkers.Timer timer,
            Consumer<ServedConnection> ended) {
        this.loop = loop;
        this.channel = channel;
        this.timer = timer;
        this.ended = ended;
        protocol = new LineProtocol(shared, this::progressed);
    }

    /** Begins to serve; the channel must not block. */
    void start() throws IOException {
        key = loop.register(channel, interest, this);
    }

    /** Ends the connection, without the answers that are not ready. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        unsent = null;
        if (key == null) {
            closeUnwatched();
        } else {
            loop.close(key);
        }
        ended.accept(this);
    }

    private void closeUnwatched() {
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.debug("closing a connection has failed", failure);
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (over) {
            return;
        }
        if (ready.isReadable()) {
            read();
        }
        advance();
    }

    @Override
    public void failed(Throwable failure) {
        LOG.debug("a connection has failed: {}", failure.toString());
        close();
    }

    private void progressed() {
        if (over) {
            return;
        }
        try {
            advance();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < READS_A_ROUND && protocol.wantsBytes(); i++) {
            ByteBuffer buffer = loop.readBuffer();
            int count = channel.read(buffer);
            if (count < 0) {
                protocol.inputFinished();
                return;
            }
            boolean filled = !buffer.hasRemaining();
            byte[] bytes = new byte[count];
            buffer.flip().get(bytes);
            protocol.received(bytes);
            if (!filled) {
                return;
            }
        }
    }

    private void advance() throws IOException {
        send();
        if (unsent == null && protocol.isAnswered()) {
            end();
        }
        updateInterest();
    }

    private void send() throws IOException {
        while (unsent != null || protocol.hasOutput()) {
            if (unsent == null) {
                unsent = protocol.takeOutput();
            }
            channel.write(unsent);
            if (unsent.hasRemaining()) {
                return;
            }
            unsent = null;
        }
    }

    private void end() throws IOException {
        if (!protocol.hasToDiscard()) {
            close();
        } else if (!lingers) {
            lingers = true;
            channel.shutdownOutput();
            timer.schedule(System.nanoTime() + LINGER.toNanos(), this::lingered);
        }
    }

    /** Called on the timer's thread. */
    private void lingered() {
        try {
            loop.execute(this::close);
        } catch (RejectedExecutionException stopped) {
            // The backend has stopped, and its connections are closed.
        }
    }

    private void updateInterest() {
        int wanted = (protocol.wantsBytes() ? SelectionKey.OP_READ : 0) | (unsent == null ? 0 : SelectionKey.OP_WRITE);
        if (wanted != interest && !over && key != null && key.isValid()) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }
}

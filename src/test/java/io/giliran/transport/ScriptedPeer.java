package io.giliran.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;

/**
 * Peer of a connection that a test drives. What it sends by the number is a stream that its seed decides, and what it expects
 * by the number is compared, byte by byte, with the stream of the other end's seed. Every read gives up after a while. One
 * thread may send while another one reads.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int CHUNK = 16 * 1024;
    /** Set, or the system would let it grow to tens of MB. */
    private static final int BUFFER = 128 * 1024;

    private final Socket socket;
    /** That of TCP, when the other one speaks TLS over it; else the same. */
    private final Socket raw;

    private final SocketAddress localAddress;
    private final SeededBytes own;
    private final SeededBytes others;
    private final byte[] sending = new byte[CHUNK];
    private final byte[] reading = new byte[CHUNK];
    private final byte[] expected = new byte[CHUNK];
    private volatile long sent;
    private volatile long received;

    private ScriptedPeer(Socket raw, Socket socket, SeededBytes own, SeededBytes others) throws IOException {
        this.raw = raw;
        this.socket = socket;
        localAddress = socket.getLocalSocketAddress();
        this.own = own;
        this.others = others;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        raw.setSendBufferSize(BUFFER);
    }

    /** The client's end; the pair is both ends of one connection. */
    public static ScriptedPeer connect(SocketAddress address, long pair) throws IOException {
        return connect(address, pair, socket -> socket);
    }

    /** The client's end, that speaks over the socket what the layer makes of it. */
    static ScriptedPeer connect(SocketAddress address, long pair, Layer layer) throws IOException {
        Socket socket = connected(address);
        return over(socket, layer, new SeededBytes(2 * pair), new SeededBytes(2 * pair + 1));
    }

    private static Socket connected(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            return UnixSocket.connectedTo(address);
        }
        Socket socket = new Socket();
        socket.setReceiveBufferSize(BUFFER);
        socket.connect(address, TIMEOUT_MILLIS);
        return socket;
    }

    /** The backend's end. */
    static ScriptedPeer accept(ServerSocket listener, long pair, Layer layer) throws IOException {
        listener.setSoTimeout(TIMEOUT_MILLIS);
        listener.setReceiveBufferSize(BUFFER);
        return over(listener.accept(), layer, new SeededBytes(2 * pair + 1), new SeededBytes(2 * pair));
    }

    private static ScriptedPeer over(Socket socket, Layer layer, SeededBytes own, SeededBytes others)
            throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        try {
            return new ScriptedPeer(socket, layer.over(socket), own, others);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Protocol over a socket. */
    @FunctionalInterface
    interface Layer {
        Socket over(Socket socket) throws IOException;
    }

    /** Known after it is closed, too. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) localAddress;
    }

    /** Else it is a Unix socket, of which only the path is known that was connected to, and which cannot be reset. */
    boolean isTcp() {
        return localAddress instanceof InetSocketAddress;
    }

    SocketAddress remoteAddress() {
        return socket.getRemoteSocketAddress();
    }

    /** Bytes of its stream that the system has taken. */
    long sent() {
        return sent;
    }

    /** Bytes of the other end's stream that have arrived. */
    long received() {
        return received;
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** Sends these. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends the next bytes of its stream, in one write behind the given ones. */
    void send(byte[] bytes, int count) throws IOException {
        byte[] all = Arrays.copyOf(bytes, bytes.length + count);
        byte[] next = new byte[count];
        own.next(next, count);
        System.arraycopy(next, 0, all, bytes.length, count);
        socket.getOutputStream().write(all);
        sent += count;
    }

    /** Sends the next bytes of its stream. */
    void send(long count) throws IOException {
        for (long left = count; left > 0; left -= CHUNK) {
            int chunk = (int) Math.min(left, CHUNK);
            own.next(sending, chunk);
            socket.getOutputStream().write(sending, 0, chunk);
            sent += chunk;
        }
    }

    /** Sends one byte with MSG_OOB. */
    void sendUrgent(int value) throws IOException {
        raw.sendUrgentData(value);
    }

    /** Sends FIN; it can still read. */
    public void finish() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException closed) {
            // Java closes a TLS socket once both ends have finished, even while one thread is still about it.
            if (socket == raw || !"Socket is closed".equals(closed.getMessage())) {
                throw closed;
            }
        }
    }

    /** Sends RST, if that can be, and is gone. */
    public void reset() throws IOException {
        if (!raw.isClosed()) {
            raw.setSoLinger(true, 0);
        }
        raw.close();
    }

    public void expect(String text) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(text.getBytes(UTF_8).length);
        assertThat(new String(bytes, UTF_8)).isEqualTo(text);
    }

    /** Exactly these bytes come next. */
    public void expect(byte[] bytes) throws IOException {
        assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
    }

    /** Reads a line and returns it without its end. */
    public String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            assertThat(c).as("end of stream after %s", line).isNotNegative();
            line.append((char) c);
        }
        return line.toString();
    }

    /** Reads as many bytes; they must be the next ones of the other end's stream. */
    void expect(long count) throws IOException {
        for (long left = count; left > 0; ) {
            int read = readSome((int) Math.min(left, CHUNK));
            assertThat(read)
                    .as("end of stream after %d bytes, %d before it was due", received, left)
                    .isNotNegative();
            left -= read;
        }
    }

    /** Reads until the other end has finished; everything must be of its stream. */
    void expectStreamUntilEnd() throws IOException {
        int read;
        do {
            read = readSome(CHUNK);
        } while (read >= 0);
    }

    /** The other end has finished, and nothing is left to read. */
    public void expectEnd() throws IOException {
        assertThat(socket.getInputStream().read()).as("end of stream").isEqualTo(-1);
    }

    /**
     * The connection is reset, after at most a part of what the other end has sent by the number. On a Unix socket that
     * looks like an end unless something was left unread.
     */
    public void expectReset() throws IOException {
        try {
            expectStreamUntilEnd();
            if (isTcp()) {
                fail("the connection was finished, not reset");
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    /** The connection is over, by a reset or in order; what came before does not matter. */
    void expectGone() throws IOException {
        byte[] buffer = new byte[CHUNK];
        try {
            while (socket.getInputStream().read(buffer) >= 0) {
                // What it says is not wanted.
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    /** The connection is reset; where the other end has finished before, only writing can tell. */
    void expectResetWhenSending() {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
        try {
            while (System.nanoTime() < deadline) {
                socket.getOutputStream().write(0);
            }
            fail("no reset came");
        } catch (IOException reset) {
            assertThat(reset.getMessage()).containsAnyOf("reset", "Broken pipe");
        }
    }

    /** For the given time nothing comes, not even an end. */
    void expectSilence(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            assertThat(socket.getInputStream().read()).as("silence").isEqualTo(Integer.MIN_VALUE);
        } catch (SocketTimeoutException silence) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int readSome(int most) throws IOException {
        int read = socket.getInputStream().read(reading, 0, most);
        if (read > 0) {
            others.next(expected, read);
            int wrong = Arrays.mismatch(reading, 0, read, expected, 0, read);
            assertThat(wrong)
                    .as("place of the first wrong byte after %d good ones", received)
                    .isEqualTo(-1);
            received += read;
        }
        return read;
    }
}

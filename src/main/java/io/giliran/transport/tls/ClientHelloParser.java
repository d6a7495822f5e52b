package io.giliran.transport.tls;

import io.giliran.transport.tls.ClientHelloResult.Invalid;
import io.giliran.transport.tls.ClientHelloResult.NeedMore;
import io.giliran.transport.tls.ClientHelloResult.NotTls;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Peeks at the ClientHello at the head of one connection, however it is cut into fragments, records of TLS, or both. The
 * bytes stay where they are: they belong to the server. Looks at a bounded number of them, holds no more than the
 * ClientHello, and throws nothing, whatever is read. Not thread-safe.
 */
public final class ClientHelloParser {
    /** Default limit of the bytes up to the end of a ClientHello; one with post-quantum keys has less than 2 KiB. */
    public static final int DEFAULT_LIMIT = 16 * 1024;

    private static final NeedMore NEED_MORE = new NeedMore();

    private static final int RECORD_HEAD_BYTES = 5;
    private static final int MAX_RECORD_BYTES = 1 << 14;
    private static final int HANDSHAKE = 22;
    private static final int MAJOR_VERSION = 3;
    private static final int MESSAGE_HEAD_BYTES = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int FIRST_CAPACITY = 512;

    private final int limit;
    /** Number of bytes of the connection that were parsed. */
    private int seen;

    private int recordHeadBytes;
    private int recordLeft;

    /** The handshake message, taken out of its records. */
    private byte[] message = new byte[FIRST_CAPACITY];

    private int length;
    private int needed = MESSAGE_HEAD_BYTES;
    private ClientHelloResult result = NEED_MORE;

    /** @param limit how many bytes of the connection are looked at, at least 9 */
    public ClientHelloParser(int limit) {
        if (limit < RECORD_HEAD_BYTES + MESSAGE_HEAD_BYTES) {
            throw new IllegalArgumentException("a limit of " + limit + " bytes holds no ClientHello");
        }
        this.limit = limit;
    }

    /**
     * Looks at the next bytes of the connection, each of them once; the buffer is left as it is. Once the result is
     * another than {@link NeedMore} it stays.
     */
    public ClientHelloResult offer(ByteBuffer bytes) {
        int at = bytes.position();
        while (result == NEED_MORE && at < bytes.limit()) {
            if (recordHeadBytes < RECORD_HEAD_BYTES) {
                seen++;
                result = recordHead(bytes.get(at++) & 0xff);
            } else {
                int most = Math.min(bytes.limit() - at, limit - seen);
                int count = Math.min(most, Math.min(recordLeft, needed - length));
                take(bytes, at, count);
                at += count;
                result = message();
            }
            if (result == NEED_MORE && seen == limit) {
                result = tooLong();
            }
        }
        return result;
    }

    private ClientHelloResult recordHead(int next) {
        boolean first = length == 0;
        recordHeadBytes++;
        switch (recordHeadBytes) {
            case 1 -> {
                if (next != HANDSHAKE) {
                    return first ? new NotTls() : new Invalid("another record stands within the ClientHello");
                }
            }
            case 2 -> {
                if (next != MAJOR_VERSION) {
                    return first ? new NotTls() : new Invalid("the version of a record is not 3.x");
                }
            }
            case 4 -> recordLeft = next << 8;
            case 5 -> {
                recordLeft |= next;
                if (recordLeft == 0) {
                    return new Invalid("a record of the handshake is empty");
                }
                if (recordLeft > MAX_RECORD_BYTES) {
                    return new Invalid("a record is longer than 16 KiB");
                }
            }
            default -> {
                // The minor version, which is to be ignored.
            }
        }
        return NEED_MORE;
    }

    private void take(ByteBuffer bytes, int at, int count) {
        if (length + count > message.length) {
            message = Arrays.copyOf(message, Math.min(needed, Math.max(length + count, 2 * message.length)));
        }
        bytes.get(at, message, length, count);
        length += count;
        seen += count;
        recordLeft -= count;
        if (recordLeft == 0) {
            recordHeadBytes = 0;
        }
    }

    private ClientHelloResult message() {
        if (message[0] != CLIENT_HELLO) {
            return new Invalid("the first message is no ClientHello");
        }
        if (length == MESSAGE_HEAD_BYTES && needed == MESSAGE_HEAD_BYTES) {
            needed += ((message[1] & 0xff) << 16) | ((message[2] & 0xff) << 8) | (message[3] & 0xff);
            if (needed > limit - RECORD_HEAD_BYTES) {
                return tooLong();
            }
        }
        return length < needed
                ? NEED_MORE
                : ClientHello.parse(ByteBuffer.wrap(message, MESSAGE_HEAD_BYTES, length - MESSAGE_HEAD_BYTES));
    }

    private Invalid tooLong() {
        return new Invalid("the ClientHello does not end within " + limit + " bytes");
    }
}

package io.giliran.transport.proxyprotocol;

import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.NeedMore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header at the head of one connection, however it is cut into fragments. Holds no more than the header's
 * bytes, and says that it is none at the first byte that shows it. Throws nothing, whatever is read. Not thread-safe.
 */
public final class ProxyHeaderParser {
    /** The longest header that version 2 can have. */
    public static final int LONGEST = BinaryHeader.FIXED_BYTES + 0xffff;
    /** Room for addresses and a few TLVs; what proxies send has at most a few hundred bytes. */
    public static final int DEFAULT_LIMIT = 4096;

    private static final NeedMore NEED_MORE = new NeedMore();

    private final Set<ProxyVersion> accepted;
    private final int limit;
    private byte[] held = new byte[TextHeader.MAX_BYTES];
    private int length;
    private @Nullable ProxyVersion version;
    /** The length of a version 2 header in bytes, as far as known. */
    private int needed = BinaryHeader.FIXED_BYTES;

    private ProxyHeaderResult result = NEED_MORE;

    /**
     * @param accepted the versions that the peer may use; at least one
     * @param limit the longest header of version 2 in bytes, from 232, which every address fits in, to {@link #LONGEST}
     */
    public ProxyHeaderParser(Set<ProxyVersion> accepted, int limit) {
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("no version is accepted");
        }
        if (limit < BinaryHeader.FIXED_BYTES + 2 * UnixName.BYTES || limit > LONGEST) {
            throw new IllegalArgumentException("a limit of " + limit + " bytes is not from 232 to " + LONGEST);
        }
        this.accepted = EnumSet.copyOf(accepted);
        this.limit = limit;
    }

    /**
     * Takes the next bytes, no more than belong to the header: what is left in the buffer is the connection's. Once the
     * result is another than {@link NeedMore} it stays, and nothing more is taken.
     */
    public ProxyHeaderResult offer(ByteBuffer bytes) {
        while (result == NEED_MORE && bytes.hasRemaining()) {
            if (version == null) {
                result = begin(bytes.get(bytes.position()));
            } else if (version == ProxyVersion.V1) {
                result = text(bytes.get());
            } else {
                result = binary(bytes);
            }
        }
        return result;
    }

    private ProxyHeaderResult begin(byte first) {
        if (first == TextHeader.PREFIX[0] && accepted.contains(ProxyVersion.V1)) {
            version = ProxyVersion.V1;
        } else if (first == BinaryHeader.SIGNATURE[0] && accepted.contains(ProxyVersion.V2)) {
            version = ProxyVersion.V2;
        } else {
            return new Invalid("it does not begin with a PROXY protocol header");
        }
        return NEED_MORE;
    }

    private ProxyHeaderResult text(byte next) {
        held[length++] = next;
        if (length <= TextHeader.PREFIX.length) {
            return next == TextHeader.PREFIX[length - 1]
                    ? NEED_MORE
                    : new Invalid("it does not begin with a PROXY protocol header");
        }
        boolean afterReturn = held[length - 2] == '\r';
        if (next == '\n') {
            return afterReturn ? TextHeader.parse(held, length) : new Invalid("the line ends in LF without CR");
        }
        if (afterReturn) {
            return new Invalid("CR stands within the line");
        }
        return length < TextHeader.MAX_BYTES ? NEED_MORE : new Invalid("the line has no CRLF within 107 bytes");
    }

    private ProxyHeaderResult binary(ByteBuffer bytes) {
        if (length < BinaryHeader.FIXED_BYTES) {
            held[length++] = bytes.get();
            String fault = BinaryHeader.fault(held, length);
            if (fault != null) {
                return new Invalid(fault);
            }
            if (length == BinaryHeader.FIXED_BYTES) {
                needed = BinaryHeader.totalLength(held);
                if (needed > limit) {
                    return new Invalid("the header has " + needed + " bytes, more than " + limit);
                }
                held = Arrays.copyOf(held, needed);
            }
        } else {
            int count = Math.min(bytes.remaining(), needed - length);
            bytes.get(held, length, count);
            length += count;
        }
        return length < needed ? NEED_MORE : BinaryHeader.parse(held);
    }
}

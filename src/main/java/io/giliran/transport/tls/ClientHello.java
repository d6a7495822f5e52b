package io.giliran.transport.tls;

import io.giliran.transport.tls.ClientHelloResult.Done;
import io.giliran.transport.tls.ClientHelloResult.Invalid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a whole ClientHello (RFC 8446, 4.1.2): its server name (RFC 6066, 3) and its protocols (RFC 7301). */
final class ClientHello {
    private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;
    private static final int MAX_NAME_CHARS = 255;
    private static final int MAX_LABEL_CHARS = 63;
    private static final String MALFORMED = "the ClientHello is malformed";

    private @Nullable String serverName;
    private @Nullable List<String> alpn;

    private ClientHello() {}

    /** @param body the message without its type and length */
    static ClientHelloResult parse(ByteBuffer body) {
        ClientHello hello = new ClientHello();
        String fault = hello.read(body);
        if (fault != null) {
            return new Invalid(fault);
        }
        return new Done(hello.serverName, hello.alpn == null ? List.of() : hello.alpn);
    }

    /** Returns what is wrong; null when nothing is. The other parts likewise. */
    private @Nullable String read(ByteBuffer body) {
        if (body.remaining() < VERSION_AND_RANDOM_BYTES) {
            return MALFORMED;
        }
        body.position(body.position() + VERSION_AND_RANDOM_BYTES);
        ByteBuffer sessionId = vector(body, 1);
        ByteBuffer cipherSuites = vector(body, 2);
        ByteBuffer compressions = vector(body, 1);
        if (sessionId == null
                || sessionId.remaining() > MAX_SESSION_ID_BYTES
                || cipherSuites == null
                || cipherSuites.remaining() < 2
                || cipherSuites.remaining() % 2 != 0
                || compressions == null
                || !compressions.hasRemaining()) {
            return MALFORMED;
        }
        if (!body.hasRemaining()) {
            // Before TLS 1.3 there need be no extensions at all.
            return null;
        }
        ByteBuffer extensions = vector(body, 2);
        if (extensions == null || body.hasRemaining()) {
            return MALFORMED;
        }
        return readExtensions(extensions);
    }

    private @Nullable String readExtensions(ByteBuffer extensions) {
        while (extensions.hasRemaining()) {
            if (extensions.remaining() < 2) {
                return MALFORMED;
            }
            int type = extensions.getShort() & 0xffff;
            ByteBuffer data = vector(extensions, 2);
            if (data == null) {
                return MALFORMED;
            }
            String fault = switch (type) {
                case SERVER_NAME -> readServerNames(data);
                case ALPN -> readProtocols(data);
                default -> null;
            };
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String readServerNames(ByteBuffer data) {
        ByteBuffer names = vector(data, 2);
        if (names == null || data.hasRemaining() || !names.hasRemaining()) {
            return "the list of server names is malformed";
        }
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = vector(names, 2);
            if (name == null) {
                return "the list of server names is malformed";
            }
            // No other type was ever defined; one that comes is nobody's name.
            if (type == HOST_NAME) {
                if (serverName != null) {
                    return "there is more than one server name";
                }
                serverName = hostName(name);
                if (serverName == null) {
                    return "the server name is no host name";
                }
            }
        }
        return null;
    }

    private @Nullable String readProtocols(ByteBuffer data) {
        ByteBuffer protocols = vector(data, 2);
        if (protocols == null || data.hasRemaining() || !protocols.hasRemaining()) {
            return "the list of protocols is malformed";
        }
        if (alpn != null) {
            return "there is more than one list of protocols";
        }
        alpn = new ArrayList<>();
        while (protocols.hasRemaining()) {
            ByteBuffer protocol = vector(protocols, 1);
            if (protocol == null || !protocol.hasRemaining()) {
                return "the list of protocols is malformed";
            }
            alpn.add(StandardCharsets.ISO_8859_1.decode(protocol).toString());
        }
        return null;
    }

    /** Labels of letters, digits, '-' and '_', joined by dots; null when the bytes are something else. */
    private static @Nullable String hostName(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0 || length > MAX_NAME_CHARS) {
            return null;
        }
        int label = 0;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte next = bytes.get(i);
            if (next == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
            } else if (!isLabelByte(next) || ++label > MAX_LABEL_CHARS) {
                return null;
            }
        }
        // A dot at the end is not allowed (RFC 6066).
        return label == 0
                ? null
                : StandardCharsets.US_ASCII.decode(bytes).toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isLabelByte(byte next) {
        return (next >= 'a' && next <= 'z')
                || (next >= 'A' && next <= 'Z')
                || (next >= '0' && next <= '9')
                || next == '-'
                || next == '_';
    }

    /** Takes a vector with its length in front; null when it does not fit. */
    private static @Nullable ByteBuffer vector(ByteBuffer from, int lengthBytes) {
        if (from.remaining() < lengthBytes) {
            return null;
        }
        int length = lengthBytes == 1 ? from.get() & 0xff : from.getShort() & 0xffff;
        if (from.remaining() < length) {
            return null;
        }
        ByteBuffer vector = from.slice(from.position(), length);
        from.position(from.position() + length);
        return vector;
    }
}

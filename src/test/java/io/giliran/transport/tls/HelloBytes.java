package io.giliran.transport.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** Puts ClientHellos together byte by byte (RFC 8446, 4.1.2 and 5.1). */
final class HelloBytes {
    private HelloBytes() {}

    /** The message of a hello with these extensions in a block; the rest is as simple as it may be. */
    static byte[] hello(byte[]... extensions) {
        return message(body(vector(2, extensions)));
    }

    /** What stands in front of the extensions, then what is given. */
    static byte[] body(byte[]... rest) {
        byte[] versionAndRandom = new byte[34];
        versionAndRandom[0] = 3;
        versionAndRandom[1] = 3;
        byte[] sessionId = vector(1, new byte[32]);
        byte[] cipherSuites = vector(2, new byte[] {0x13, 0x01, 0x13, 0x02});
        byte[] compressions = vector(1, new byte[] {0});
        return join(versionAndRandom, sessionId, cipherSuites, compressions, join(rest));
    }

    static byte[] message(byte[] body) {
        return join(new byte[] {1}, vector(3, body));
    }

    static byte[] serverName(String name) {
        return extension(0, vector(2, hostName(name)));
    }

    static byte[] hostName(String name) {
        return join(new byte[] {0}, vector(2, latin1(name)));
    }

    static byte[] alpn(String... protocols) {
        return extension(
                16,
                vector(
                        2,
                        Stream.of(protocols)
                                .map(protocol -> vector(1, latin1(protocol)))
                                .toArray(byte[][]::new)));
    }

    static byte[] extension(int type, byte[]... data) {
        return join(new byte[] {(byte) (type >> 8), (byte) type}, vector(2, data));
    }

    /** The bytes with their number in front, which takes so many bytes itself. */
    static byte[] vector(int lengthBytes, byte[]... content) {
        byte[] bytes = join(content);
        byte[] length = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            length[i] = (byte) (bytes.length >> 8 * (lengthBytes - 1 - i));
        }
        return join(length, bytes);
    }

    static byte[] record(byte[] content) {
        return join(new byte[] {22, 3, 1}, vector(2, content));
    }

    /** The same message in records of so many bytes. */
    static byte[] records(byte[] message, int recordBytes) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += recordBytes) {
            records.writeBytes(record(Arrays.copyOfRange(message, at, Math.min(message.length, at + recordBytes))));
        }
        return records.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

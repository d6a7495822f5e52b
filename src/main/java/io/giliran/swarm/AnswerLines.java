package io.giliran.swarm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts what a backend sends into lines, however it arrives in pieces. */
final class AnswerLines {
    /** The protocol's 64 KiB for a message, and room for the backend's name. */
    private static final int LONGEST = 64 * 1024 + 128;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(0);

    /** The next whole line without its end; null when the bytes hold none, and then they are kept. */
    @Nullable
    String next(ByteBuffer bytes) {
        int start = bytes.position();
        for (int i = start; i < bytes.limit(); i++) {
            if (bytes.get(i) == '\n') {
                return take(bytes, i - start);
            }
        }
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        begun.writeBytes(rest);
        return null;
    }

    /** Whether more was kept than any line may have. */
    boolean isOverlong() {
        return begun.size() > LONGEST;
    }

    private String take(ByteBuffer bytes, int length) {
        byte[] line = new byte[length];
        bytes.get(line);
        bytes.get();
        if (begun.size() > 0) {
            begun.writeBytes(line);
            String whole = begun.toString(StandardCharsets.UTF_8);
            begun.reset();
            return whole;
        }
        return new String(line, StandardCharsets.UTF_8);
    }
}

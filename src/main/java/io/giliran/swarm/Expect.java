package io.giliran.swarm;

import io.giliran.workload.EscapedText;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rule for the end of a service's answer, and for its content. Unchangeable. */
final class Expect {
    static final String VALID =
            "line, line:TEXT (what stands in it), length:N (bytes), delimiter:TEXT (what ends it) or close,"
                    + " TEXT with the escapes " + EscapedText.ESCAPES + ", for example line:+PONG";

    /** The line protocol's. */
    static final Expect LABELLED_LINE = new Expect(Kind.LINE, null, 0, true);

    private static final int MOST_BYTES = 1 << 30;
    private static final int MOST_DIGITS = 10;

    enum Kind {
        LINE,
        LENGTH,
        DELIMITER,
        CLOSE
    }

    private final Kind kind;
    private final byte @Nullable [] text;
    private final int length;
    private final boolean labelled;

    private Expect(Kind kind, byte @Nullable [] text, int length, boolean labelled) {
        this.kind = kind;
        this.text = text;
        this.length = length;
        this.labelled = labelled;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    static Expect parse(String written) {
        int colon = written.indexOf(':');
        String word = colon < 0 ? written : written.substring(0, colon);
        String rest = colon < 0 ? null : written.substring(colon + 1);
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is not what an answer ends with; valid is " + VALID));
        return switch (kind) {
            case LINE -> new Expect(kind, rest == null ? null : EscapedText.bytes(rest, VALID), 0, false);
            case LENGTH -> new Expect(kind, null, length(rest), false);
            case DELIMITER -> new Expect(kind, delimiter(rest), 0, false);
            case CLOSE -> {
                if (rest != null) {
                    throw new IllegalArgumentException("takes no value after close; valid is " + VALID);
                }
                yield new Expect(kind, null, 0, false);
            }
        };
    }

    Kind kind() {
        return kind;
    }

    /** Content of the line, or the delimiter; null when any will do. */
    byte @Nullable [] text() {
        return text;
    }

    /** Bytes of the answer, of the kind with a length. */
    int length() {
        return length;
    }

    /** Whether the bytes of the answer have to be looked at, so that they must be kept, and cannot be without end. */
    boolean looksInside() {
        return labelled || (kind == Kind.LINE && text != null);
    }

    /** Whether a carriage return before the end of the line belongs to that end. */
    boolean dropsReturn() {
        return !labelled;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expect that
                && kind == that.kind
                && length == that.length
                && labelled == that.labelled
                && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + Arrays.hashCode(text) + length;
    }

    private static int length(@Nullable String written) {
        if (written != null
                && !written.isEmpty()
                && written.length() <= MOST_DIGITS
                && written.chars().allMatch(Character::isDigit)) {
            long length = Long.parseLong(written);
            if (length >= 1 && length <= MOST_BYTES) {
                return (int) length;
            }
        }
        throw new IllegalArgumentException("has no length from 1 to " + MOST_BYTES + "; valid is " + VALID);
    }

    private static byte[] delimiter(@Nullable String written) {
        byte[] delimiter = EscapedText.bytes(written == null ? "" : written, VALID);
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("names no delimiter; valid is " + VALID);
        }
        return delimiter;
    }
}

package io.giliran.health;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Answer of a backend to one check so far, at most {@value #MOST_BYTES} bytes of it, compared with the expected one. It matches
 * as soon as it contains what is expected, whatever follows.
 */
final class Reply {
    /** Longest part of an answer that is searched, in bytes. */
    static final int MOST_BYTES = 16 * 1024;

    private static final int FIRST_SIZE = 256;
    private static final int MOST_SHOWN = 40;

    enum Verdict {
        NEEDS_MORE,
        MATCHED,
        /** Mismatch, whatever follows. */
        CANNOT_MATCH
    }

    /** Search for the expected answer. */
    @FunctionalInterface
    interface Search {
        /**
         * Judges the first {@code length} bytes.
         *
         * @param before how many of them it has judged before
         * @throws TooHard when it gives up
         */
        Verdict judge(byte[] received, int length, int before) throws TooHard;
    }

    /** Thrown when a search takes more steps than it may. */
    static final class TooHard extends Exception {
        private static final long serialVersionUID = 1;

        TooHard(String why) {
            super(why, null, false, false);
        }
    }

    private final Search search;
    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;
    private Verdict verdict = Verdict.NEEDS_MORE;
    private String trouble = "";

    Reply(Search search) {
        this.search = search;
    }

    /** Takes in what has come. */
    Verdict received(ByteBuffer more) {
        int before = length;
        int taken = Math.min(more.remaining(), MOST_BYTES - length);
        if (verdict != Verdict.NEEDS_MORE || taken == 0) {
            return verdict;
        }
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, Math.max(length + taken, 2 * bytes.length)));
        }
        more.get(bytes, length, taken);
        length += taken;
        try {
            verdict = search.judge(bytes, length, before);
        } catch (TooHard given) {
            verdict = Verdict.CANNOT_MATCH;
            trouble = given.getMessage() + ", ";
        }
        return length == MOST_BYTES ? ended() : verdict;
    }

    /** Ends the answer and returns the verdict. */
    Verdict ended() {
        if (verdict == Verdict.NEEDS_MORE) {
            verdict = Verdict.CANNOT_MATCH;
        }
        return verdict;
    }

    /** Text of the answer, for people: {@code got "-ERR busy"}, shortened, with escapes. */
    String text() {
        if (length == 0) {
            return "got nothing";
        }
        StringBuilder shown = new StringBuilder(trouble).append("got \"");
        for (int i = 0; i < Math.min(length, MOST_SHOWN); i++) {
            appendEscaped(shown, bytes[i] & 0xff);
        }
        return shown.append(length > MOST_SHOWN ? "…\"" : "\"").toString();
    }

    private static void appendEscaped(StringBuilder shown, int octet) {
        switch (octet) {
            case '\r' -> shown.append("\\r");
            case '\n' -> shown.append("\\n");
            case '\t' -> shown.append("\\t");
            case '\\', '"' -> shown.append('\\').append((char) octet);
            default -> {
                if (octet >= ' ' && octet < 0x7f) {
                    shown.append((char) octet);
                } else {
                    shown.append(String.format("\\x%02x", octet));
                }
            }
        }
    }
}

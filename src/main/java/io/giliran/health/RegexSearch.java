package io.giliran.health;

import io.giliran.health.Reply.TooHard;
import io.giliran.health.Reply.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Searches an answer for a regex. Some regexes take time exponential in the length of what they are matched with, so the
 * characters that all searches of one check look at are counted, and at {@value #MOST_STEPS} it gives up: some tens of
 * milliseconds.
 */
final class RegexSearch implements Reply.Search {
    static final int MOST_STEPS = 5_000_000;

    private final Pattern pattern;
    private int steps;

    RegexSearch(Pattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public Verdict judge(byte[] received, int length, int before) throws TooHard {
        Matcher matcher = pattern.matcher(new Octets(received, 0, length));
        try {
            if (matcher.find()) {
                return Verdict.MATCHED;
            }
            // Without having looked for more than there is, it would not find anything in more either.
            return matcher.hitEnd() ? Verdict.NEEDS_MORE : Verdict.CANNOT_MATCH;
        } catch (OutOfSteps given) {
            throw new TooHard("the regex takes more than " + MOST_STEPS + " steps");
        } catch (StackOverflowError given) {
            // Java matches groups that repeat by recursion.
            throw new TooHard("the regex goes too deep");
        }
    }

    private static final class OutOfSteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutOfSteps() {
            super("out of steps", null, false, false);
        }
    }

    /** Bytes as characters from 0 to 255. */
    private final class Octets implements CharSequence {
        private final byte[] bytes;
        private final int from;
        private final int to;

        Octets(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new OutOfSteps();
            }
            return (char) (bytes[from + index] & 0xff);
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Octets(bytes, from + start, from + end);
        }

        @Override
        public String toString() {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}

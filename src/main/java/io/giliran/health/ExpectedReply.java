package io.giliran.health;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Answer that passes a check: certain bytes anywhere in it, or a match of a regex. */
public final class ExpectedReply {
    static final String VALID = CheckBytes.VALID + ", or regex:… , for example regex:^220[ -]";

    private static final String REGEX = "regex:";

    private final String written;
    private final @Nullable CheckBytes bytes;
    private final @Nullable Pattern pattern;

    private ExpectedReply(String written, @Nullable CheckBytes bytes, @Nullable Pattern pattern) {
        this.written = written;
        this.bytes = bytes;
        this.pattern = pattern;
    }

    /**
     * Reads {@code text:…}, {@code hex:…} or {@code regex:…}. The regex is one of Java's; it sees each byte as a character
     * from 0 to 255.
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    public static ExpectedReply parse(String written) {
        if (!written.startsWith(REGEX)) {
            CheckBytes bytes = CheckBytes.parse(written, VALID);
            if (bytes.length() > Reply.MOST_BYTES) {
                throw new IllegalArgumentException("has " + bytes.length() + " bytes; valid are at most "
                        + Reply.MOST_BYTES + ", because no more of an answer is looked at");
            }
            return new ExpectedReply(written, bytes, null);
        }
        String regex = written.substring(REGEX.length());
        if (regex.isEmpty()) {
            throw new IllegalArgumentException("is empty; valid is " + VALID);
        }
        try {
            return new ExpectedReply(written, null, Pattern.compile(regex));
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException(
                    "is not a regex (" + wrong.getDescription() + "); valid is " + VALID, wrong);
        }
    }

    /** A reply that is still to come. */
    Reply begin() {
        return pattern != null
                ? new Reply(new RegexSearch(pattern))
                : new Reply(literal(Objects.requireNonNull(bytes)));
    }

    private static Reply.Search literal(CheckBytes wanted) {
        return (received, length, before) -> {
            int from = Math.max(0, before - wanted.length() + 1);
            return wanted.indexIn(received, length, from) >= 0 ? Reply.Verdict.MATCHED : Reply.Verdict.NEEDS_MORE;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExpectedReply that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}

package io.giliran.swarm;

import io.giliran.workload.EscapedText;
import java.util.Arrays;

/** Request to a service that does not speak the line protocol, and its expected answer. Unchangeable. */
final class Exchange {
    static final String VALID = "a text with the escapes " + EscapedText.ESCAPES + ", for example PING\\r\\n";

    private final byte[] text;
    private final Expect expect;

    Exchange(byte[] text, Expect expect) {
        this.text = text.clone();
        this.expect = expect;
    }

    /**
     * The bytes that a written text stands for.
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    static byte[] bytes(String written) {
        byte[] bytes = EscapedText.bytes(written, VALID);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("is empty; valid is " + VALID);
        }
        return bytes;
    }

    /** Bytes of the request; must not be modified. */
    byte[] text() {
        return text;
    }

    Expect expect() {
        return expect;
    }

    Dialogue dialogue() {
        return new FixedText(text, expect);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Exchange that && Arrays.equals(text, that.text) && expect.equals(that.expect);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(text) * 31 + expect.hashCode();
    }
}

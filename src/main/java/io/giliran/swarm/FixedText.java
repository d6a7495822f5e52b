package io.giliran.swarm;

import io.giliran.metrics.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Protocol of any service: the same bytes for each request, and an answer with a defined end. */
final class FixedText implements Dialogue {
    private final byte[] text;
    private final ByteBuffer bytes;
    private final Expect expect;

    FixedText(byte[] text, Expect expect) {
        this.text = text.clone();
        this.expect = expect;
        bytes = ByteBuffer.allocateDirect(text.length).put(text);
    }

    @Override
    public ByteBuffer bytes(Request request) {
        return bytes.clear();
    }

    @Override
    public Expect expect() {
        return expect;
    }

    @Override
    public Outcome judge(Request request, ByteBuffer source, int from, int to) {
        byte[] wanted = expect.text();
        if (wanted == null || expect.kind() != Expect.Kind.LINE) {
            return Outcome.OK;
        }
        if (to - from != wanted.length) {
            return Outcome.WRONG_ANSWER;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (source.get(from + i) != wanted[i]) {
                return Outcome.WRONG_ANSWER;
            }
        }
        return Outcome.OK;
    }

    /** The next answer begins where this one has ended, whatever stood in it. */
    @Override
    public boolean losesStep() {
        return false;
    }

    @Override
    public String message(Request request) {
        return new String(text, StandardCharsets.UTF_8);
    }
}

package io.giliran.balancer;

import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;

/** Lines as they are: an event each with a time, a level and a pattern would cost more than what they say. */
final class LineEncoder extends EncoderBase<ByteArrayOutputStream> {
    private static final byte[] NONE = {};

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ByteArrayOutputStream lines) {
        return lines.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }
}

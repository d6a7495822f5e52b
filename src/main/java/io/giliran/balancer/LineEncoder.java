package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.core.encoder.EncoderBase;

/** A line is its text and a line feed: an event with a time, a level and a pattern would cost more than what it says. */
final class LineEncoder extends EncoderBase<String> {
    private static final byte[] NONE = {};

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(String line) {
        return (line + '\n').getBytes(UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }
}

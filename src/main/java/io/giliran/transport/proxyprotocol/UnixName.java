package io.giliran.transport.proxyprotocol;

import java.io.Serial;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The name of a Unix socket as a version 2 header carries it: up to 108 bytes, most often a path, which is nothing that
 * this machine has to know. Zeros at the end are padding.
 */
public final class UnixName extends SocketAddress {
    /** The bytes that a header has for each name. */
    static final int BYTES = 108;

    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] name;

    private UnixName(byte[] name) {
        this.name = name;
    }

    /**
     * A name, with or without padding.
     *
     * @throws IllegalArgumentException when it is longer than 108 bytes
     */
    public static UnixName of(byte[] name) {
        if (name.length > BYTES) {
            throw new IllegalArgumentException("the name of a Unix socket has " + name.length + " bytes, over 108");
        }
        int length = name.length;
        while (length > 0 && name[length - 1] == 0) {
            length--;
        }
        return new UnixName(Arrays.copyOf(name, length));
    }

    /** The name of a Unix socket; empty when it has none. */
    static UnixName of(SocketAddress address) {
        if (address instanceof UnixName name) {
            return name;
        }
        return address instanceof UnixDomainSocketAddress unix
                ? of(unix.getPath().toString().getBytes(StandardCharsets.UTF_8))
                : of(new byte[0]);
    }

    /** A copy, without padding. */
    public byte[] name() {
        return name.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnixName unix && Arrays.equals(name, unix.name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    @Override
    public String toString() {
        return new String(name, StandardCharsets.UTF_8);
    }
}

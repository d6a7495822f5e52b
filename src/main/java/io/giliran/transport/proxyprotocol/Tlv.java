package io.giliran.transport.proxyprotocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A typed value (TLV) behind the addresses of a version 2 header. Immutable. */
public final class Tlv {
    public static final int ALPN = 0x01;
    public static final int AUTHORITY = 0x02;
    public static final int CRC32C = 0x03;
    public static final int NOOP = 0x04;
    public static final int UNIQUE_ID = 0x05;
    public static final int SSL = 0x20;
    public static final int NETNS = 0x30;

    /** The bytes before the value: the type, and the length in two. */
    static final int HEAD_BYTES = 3;

    static final int CRC32C_BYTES = 4;
    static final int MAX_UNIQUE_ID_BYTES = 128;
    /** A host name has no more. */
    static final int MAX_AUTHORITY_BYTES = 255;

    private static final int MAX_BYTES = 0xffff;

    private final int type;
    private final byte[] value;

    private Tlv(int type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    /**
     * Any type, with a copy of the value.
     *
     * @throws IllegalArgumentException when no receiver could accept it
     */
    public static Tlv of(int type, byte[] value) {
        if (type < 0 || type > 0xff) {
            throw new IllegalArgumentException("type " + type + " of a TLV is no byte");
        }
        String fault = value.length > MAX_BYTES ? "a TLV is longer than 65535 bytes" : fault(type, value.length);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return new Tlv(type, value.clone());
    }

    public static Tlv alpn(byte[] protocol) {
        return of(ALPN, protocol);
    }

    /** Whether a host name is short enough for {@link #authority}. */
    public static boolean fitsAuthority(String hostName) {
        return fault(AUTHORITY, hostName.getBytes(StandardCharsets.UTF_8).length) == null;
    }

    public static Tlv authority(String hostName) {
        return of(AUTHORITY, hostName.getBytes(StandardCharsets.UTF_8));
    }

    public static Tlv uniqueId(byte[] id) {
        return of(UNIQUE_ID, id);
    }

    /** Asks for a checksum: {@link ProxyHeaderWriter} computes the value. */
    public static Tlv checksum() {
        return new Tlv(CRC32C, new byte[CRC32C_BYTES]);
    }

    /** Padding of 3 bytes and so many more. */
    public static Tlv padding(int valueBytes) {
        return of(NOOP, new byte[valueBytes]);
    }

    /** Returns the fault of a value's length; null when it is valid. */
    static @Nullable String fault(int type, int length) {
        return switch (type) {
            case CRC32C -> length == CRC32C_BYTES ? null : "a checksum has " + length + " bytes instead of 4";
            case UNIQUE_ID -> length <= MAX_UNIQUE_ID_BYTES ? null : "a unique id is longer than 128 bytes";
            case AUTHORITY -> length <= MAX_AUTHORITY_BYTES ? null : "an authority is longer than 255 bytes";
            default -> null;
        };
    }

    public int type() {
        return type;
    }

    public int length() {
        return value.length;
    }

    /** A copy. */
    public byte[] value() {
        return value.clone();
    }

    /** The value as UTF-8; what is none becomes U+FFFD. */
    String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tlv tlv && type == tlv.type && Arrays.equals(value, tlv.value);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return String.format("0x%02x:%s", type, HexFormat.of().formatHex(value));
    }
}

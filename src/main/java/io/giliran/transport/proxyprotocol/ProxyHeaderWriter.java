package io.giliran.transport.proxyprotocol;

/** Writes headers; what it writes {@link ProxyHeaderParser} reads back. */
public final class ProxyHeaderWriter {
    private ProxyHeaderWriter() {}

    /**
     * The bytes of a header. The value of a CRC32C TLV is computed.
     *
     * @throws IllegalArgumentException when it has two checksums, or more TLVs than version 2 has room for
     */
    public static byte[] write(ProxyHeader header) {
        return switch (header.version()) {
            case V1 -> TextHeader.write(header);
            case V2 -> BinaryHeader.write(header);
        };
    }
}

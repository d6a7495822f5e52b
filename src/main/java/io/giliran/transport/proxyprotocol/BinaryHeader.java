package io.giliran.transport.proxyprotocol;

import io.giliran.settings.IpLiteral;
import io.giliran.transport.proxyprotocol.ProxyHeader.Command;
import io.giliran.transport.proxyprotocol.ProxyHeader.Family;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Done;
import io.giliran.transport.proxyprotocol.ProxyHeaderResult.Invalid;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2: the signature, version and command, family and transport, the length of what follows; then the addresses
 * and the TLVs.
 */
final class BinaryHeader {
    static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    /** The part that every header has. */
    static final int FIXED_BYTES = 16;

    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    private static final int VERSION = 2;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int UNSPEC = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;
    private static final int MOST_FAMILY = 3;
    private static final int MOST_TRANSPORT = 2;
    private static final int NO_CHECKSUM = -1;

    private BinaryHeader() {}

    /** Returns the fault of the last of the first bytes, at most {@link #FIXED_BYTES} of them; null when it is valid. */
    static @Nullable String fault(byte[] bytes, int length) {
        int at = length - 1;
        int last = bytes[at] & 0xff;
        if (at < SIGNATURE.length) {
            return bytes[at] == SIGNATURE[at] ? null : "it does not begin with a PROXY protocol header";
        }
        if (at == COMMAND_AT) {
            if (last >> 4 != VERSION) {
                return "the version is " + (last >> 4) + " instead of 2";
            }
            return (last & 0xf) <= PROXY ? null : "the command " + (last & 0xf) + " is unknown";
        }
        // LOCAL ignores the family.
        if (at == FAMILY_AT && command(bytes) == PROXY) {
            if (last >> 4 > MOST_FAMILY) {
                return "the address family " + (last >> 4) + " is unknown";
            }
            return (last & 0xf) <= MOST_TRANSPORT ? null : "the transport " + (last & 0xf) + " is unknown";
        }
        return null;
    }

    /** The length of the header whose first {@link #FIXED_BYTES} these are. */
    static int totalLength(byte[] bytes) {
        return FIXED_BYTES + unsignedShort(bytes, LENGTH_AT);
    }

    /** Reads a whole header, whose first {@link #FIXED_BYTES} have no fault. */
    static ProxyHeaderResult parse(byte[] bytes) {
        if (command(bytes) == LOCAL) {
            return new Done(ProxyHeader.local(), bytes.length);
        }
        Family family = switch (bytes[FAMILY_AT]) {
            case TCP_OVER_IPV4 -> Family.TCP4;
            case TCP_OVER_IPV6 -> Family.TCP6;
            case UNIX_STREAM -> Family.UNIX;
            // Datagrams too: a TCP connection cannot come from such an address.
            default -> Family.UNKNOWN;
        };
        if (family == Family.UNKNOWN) {
            // Where addresses end and TLVs begin is not known, so all is skipped.
            return new Done(ProxyHeader.unknown(ProxyVersion.V2), bytes.length);
        }
        int addressBytes = addressBytes(family);
        int tlvsAt = FIXED_BYTES + addressBytes;
        if (tlvsAt > bytes.length) {
            return new Invalid("the header is too short for addresses of " + family);
        }
        List<Tlv> tlvs = new ArrayList<>();
        String fault = readTlvs(bytes, tlvsAt, tlvs);
        if (fault != null) {
            return new Invalid(fault);
        }
        SocketAddress source = address(bytes, family, 0);
        SocketAddress destination = address(bytes, family, 1);
        return new Done(
                new ProxyHeader(ProxyVersion.V2, Command.PROXY, family, source, destination, tlvs), bytes.length);
    }

    static byte[] write(ProxyHeader header) {
        int length = addressBytes(header.family());
        for (Tlv tlv : header.tlvs()) {
            length += Tlv.HEAD_BYTES + tlv.length();
        }
        if (length > 0xffff) {
            throw new IllegalArgumentException("a header of " + length + " bytes is longer than its length can say");
        }
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + length).put(SIGNATURE);
        bytes.put((byte) ((VERSION << 4) | (header.command() == Command.LOCAL ? LOCAL : PROXY)));
        bytes.put((byte) protocol(header.family())).putShort((short) length);
        putAddresses(bytes, header);
        int checksumAt = NO_CHECKSUM;
        for (Tlv tlv : header.tlvs()) {
            bytes.put((byte) tlv.type()).putShort((short) tlv.length());
            if (tlv.type() == Tlv.CRC32C) {
                if (checksumAt != NO_CHECKSUM) {
                    throw new IllegalArgumentException("a header has one checksum at most");
                }
                checksumAt = bytes.position();
                bytes.putInt(0);
            } else {
                bytes.put(tlv.value());
            }
        }
        if (checksumAt != NO_CHECKSUM) {
            bytes.putInt(checksumAt, checksum(bytes.array(), checksumAt));
        }
        return bytes.array();
    }

    /** Returns what is wrong with them; null when nothing is. */
    private static @Nullable String readTlvs(byte[] bytes, int from, List<Tlv> tlvs) {
        int checksumAt = NO_CHECKSUM;
        int at = from;
        while (at < bytes.length) {
            if (bytes.length - at < Tlv.HEAD_BYTES) {
                return "the TLVs do not fit into the header";
            }
            int type = bytes[at] & 0xff;
            int length = unsignedShort(bytes, at + 1);
            at += Tlv.HEAD_BYTES;
            if (length > bytes.length - at) {
                return "the TLVs do not fit into the header";
            }
            String fault = Tlv.fault(type, length);
            if (fault != null) {
                return fault;
            }
            if (type == Tlv.CRC32C) {
                if (checksumAt != NO_CHECKSUM) {
                    return "there is more than one checksum";
                }
                checksumAt = at;
            }
            tlvs.add(Tlv.of(type, Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        if (checksumAt != NO_CHECKSUM && ByteBuffer.wrap(bytes).getInt(checksumAt) != checksum(bytes, checksumAt)) {
            return "the checksum is wrong";
        }
        return null;
    }

    /** The checksum of the whole header, with zeros in the place of the checksum. */
    private static int checksum(byte[] bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, at);
        crc.update(new byte[Tlv.CRC32C_BYTES]);
        int end = at + Tlv.CRC32C_BYTES;
        crc.update(bytes, end, bytes.length - end);
        return (int) crc.getValue();
    }

    /** @param place 0 for the source, 1 for the destination */
    private static SocketAddress address(byte[] bytes, Family family, int place) {
        if (family == Family.UNIX) {
            int at = FIXED_BYTES + place * UnixName.BYTES;
            return UnixName.of(Arrays.copyOfRange(bytes, at, at + UnixName.BYTES));
        }
        int ipBytes = family == Family.TCP4 ? 4 : 16;
        int at = FIXED_BYTES + place * ipBytes;
        int port = unsignedShort(bytes, FIXED_BYTES + 2 * ipBytes + 2 * place);
        return new InetSocketAddress(IpLiteral.ofBytes(Arrays.copyOfRange(bytes, at, at + ipBytes)), port);
    }

    private static void putAddresses(ByteBuffer bytes, ProxyHeader header) {
        if (header.source() instanceof InetSocketAddress source
                && header.destination() instanceof InetSocketAddress destination) {
            bytes.put(TextHeader.bytes(source, header.family()));
            bytes.put(TextHeader.bytes(destination, header.family()));
            bytes.putShort((short) source.getPort()).putShort((short) destination.getPort());
        } else if (header.source() instanceof UnixName source && header.destination() instanceof UnixName destination) {
            bytes.put(Arrays.copyOf(source.name(), UnixName.BYTES));
            bytes.put(Arrays.copyOf(destination.name(), UnixName.BYTES));
        }
    }

    private static int addressBytes(Family family) {
        return switch (family) {
            case UNKNOWN -> 0;
            case TCP4 -> 2 * (4 + 2);
            case TCP6 -> 2 * (16 + 2);
            case UNIX -> 2 * UnixName.BYTES;
        };
    }

    private static int protocol(Family family) {
        return switch (family) {
            case UNKNOWN -> UNSPEC;
            case TCP4 -> TCP_OVER_IPV4;
            case TCP6 -> TCP_OVER_IPV6;
            case UNIX -> UNIX_STREAM;
        };
    }

    private static int command(byte[] bytes) {
        return bytes[COMMAND_AT] & 0xf;
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}

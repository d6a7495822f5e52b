package io.giliran.balancer.model;

import io.giliran.transport.ClientFault;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.proxyprotocol.Tlv;
import io.giliran.transport.tls.TlsFacts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a client's connection.
 *
 * @param version of TLS, when it is terminated here; else null
 * @param serverName the SNI of the client; null when it sends none
 * @param clientName the name in the client's certificate, when it has sent one; else null
 * @param fault reason why it could not be served; null when it could
 */
public record TlsOfConnection(
        @Nullable String version,
        @Nullable String serverName,
        @Nullable String clientName,
        @Nullable String fault) {
    /** Bits and types of proxy-protocol.txt, 2.2.5. */
    private static final int CLIENT_SSL = 0x01;

    private static final int CLIENT_CERT_CONN = 0x02;
    private static final int CLIENT_CERT_SESS = 0x04;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_CN = 0x22;
    private static final int SSL_CIPHER = 0x23;
    private static final int VERIFIED_BYTES = 4;

    /** Null when nothing is known of any. */
    public static @Nullable TlsOfConnection of(ClientLeg client) {
        TlsFacts facts = client.tls();
        if (facts != null) {
            return new TlsOfConnection(facts.version(), facts.serverName(), facts.clientName(), null);
        }
        ClientFault fault = client.fault();
        String reason = fault == null || fault.kind() != ClientFault.Kind.TLS ? null : fault.reason();
        return client.serverName() == null && reason == null
                ? null
                : new TlsOfConnection(null, client.serverName(), null, reason);
    }

    /** The TLV that tells a backend about the session, in the PROXY protocol. */
    public static List<Tlv> tlvs(TlsFacts facts) {
        List<Tlv> tlvs = new ArrayList<>();
        if (facts.alpn() != null) {
            tlvs.add(Tlv.alpn(facts.alpn().getBytes(StandardCharsets.ISO_8859_1)));
        }
        // It has to be an exact copy, so one that no receiver accepts is left out and not cut.
        if (facts.serverName() != null && Tlv.fitsAuthority(facts.serverName())) {
            tlvs.add(Tlv.authority(facts.serverName()));
        }
        ByteArrayOutputStream ssl = new ByteArrayOutputStream();
        ssl.write(facts.clientName() == null ? CLIENT_SSL : CLIENT_SSL | CLIENT_CERT_CONN | CLIENT_CERT_SESS);
        // Zero when a certificate was shown and verified. A certificate that could not be verified would not have got
        // so far.
        byte[] verified = new byte[VERIFIED_BYTES];
        verified[VERIFIED_BYTES - 1] = (byte) (facts.clientName() == null ? 1 : 0);
        ssl.writeBytes(verified);
        write(ssl, SSL_VERSION, facts.version());
        if (facts.clientName() != null && !facts.clientName().isEmpty()) {
            write(ssl, SSL_CN, facts.clientName());
        }
        write(ssl, SSL_CIPHER, facts.cipherSuite());
        tlvs.add(Tlv.of(Tlv.SSL, ssl.toByteArray()));
        return tlvs;
    }

    private static void write(ByteArrayOutputStream to, int type, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        to.write(type);
        to.write(value.length >> 8);
        to.write(value.length);
        to.writeBytes(value);
    }
}

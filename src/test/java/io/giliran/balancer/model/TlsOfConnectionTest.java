package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.proxyprotocol.Tlv;
import io.giliran.transport.tls.TlsFacts;
import org.junit.jupiter.api.Test;

final class TlsOfConnectionTest {
    @Test
    void theServerNameIsToldAsItIs() {
        assertThat(TlsOfConnection.tlvs(facts("a".repeat(255)))).contains(Tlv.authority("a".repeat(255)));
    }

    /** The PROXY protocol wants an exact copy, so it is not cut either. */
    @Test
    void aServerNameThatNoReceiverAcceptsIsLeftOut() {
        assertThat(TlsOfConnection.tlvs(facts("a".repeat(256))))
                .extracting(Tlv::type)
                .containsExactly(Tlv.SSL);
    }

    private static TlsFacts facts(String serverName) {
        return new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, serverName, null);
    }
}

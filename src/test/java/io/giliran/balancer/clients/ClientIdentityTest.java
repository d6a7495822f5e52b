package io.giliran.balancer.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.ClientKey;
import io.giliran.transport.UnixClient;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class ClientIdentityTest {
    @Test
    void whoComesByTcpIsItsAddress() {
        InetSocketAddress client = new InetSocketAddress("10.1.2.3", 1);

        assertThat(ClientIdentity.key(client)).isEqualTo(ClientKey.of(client));
        assertThat(ClientIdentity.counted(client, 64))
                .isEqualTo(ClientIdentity.counted(new InetSocketAddress("10.1.2.3", 2), 64))
                .isNotEqualTo(ClientIdentity.counted(new InetSocketAddress("10.1.2.4", 1), 64));
    }

    @Test
    void whoComesByAUnixSocketIsItsUser() {
        UnixClient ana = new UnixClient("ana", "staff");
        UnixClient budi = new UnixClient("budi", "staff");

        assertThat(ClientIdentity.key(ana)).isEqualTo(ClientIdentity.key(new UnixClient("ana", "staff")));
        assertThat(ClientIdentity.key(ana))
                .isNotEqualTo(ClientIdentity.key(budi))
                .isNotEqualTo(ClientIdentity.key(UnixClient.ANYBODY));
        assertThat(ClientIdentity.counted(ana, 64))
                .isEqualTo(ClientIdentity.counted(new UnixClient("ana", "staff"), 64))
                .isNotEqualTo(ClientIdentity.counted(budi, 64));
    }
}

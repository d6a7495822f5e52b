package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {
    private static final String VALID =
            "is not HOST:PORT, for example 127.0.0.1:7000 or [::1]:7000, with a port from 0 to 65535";

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7000, 127.0.0.1, 7000",
        "localhost:0, localhost, 0",
        "h:1, h, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80",
        "a-b.example:00080, a-b.example, 80"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "7000",
                "localhost",
                ":7000",
                "localhost:",
                "localhost:x",
                "localhost:-1",
                "localhost:65536",
                "localhost:100000",
                "localhost:7000 ",
                "localhost:7 0",
                "[]:7000",
                " :7000",
                "localhost:٧٠٠٠"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(VALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1:7000", "[::1:7000", "::1]:7000", "a:b:7000"})
    void anIpv6AddressNeedsItsBrackets(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(VALID + "; an IPv6 address stands in brackets");
    }

    @Test
    void isWrittenAsItIsRead() {
        assertThat(HostPort.parse("localhost:7000")).hasToString("localhost:7000");
        assertThat(HostPort.parse("[::1]:7000")).hasToString("[::1]:7000");
    }

    @Test
    void resolvesToAnAddress() throws UnknownHostException {
        assertThat(HostPort.parse("127.0.0.1:7000").resolve())
                .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7000));
        assertThat(HostPort.parse("[::1]:7000").resolve().getAddress().getAddress())
                .hasSize(16)
                .endsWith(1);
    }

    @Test
    void aNameThatNobodyHasDoesNotResolve() {
        assertThatThrownBy(() -> HostPort.parse("nobody.invalid:7000").resolve())
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void formatsAnAddressNumerically() throws UnknownHostException {
        byte[] ipv4 = {127, 0, 0, 1};
        byte[] ipv6 = new byte[16];
        ipv6[15] = 1;
        // The name is known, and must not appear.
        assertThat(HostPort.format(new InetSocketAddress(InetAddress.getByAddress("localhost", ipv4), 7000)))
                .isEqualTo("127.0.0.1:7000");
        assertThat(HostPort.format(new InetSocketAddress(InetAddress.getByAddress("localhost", ipv6), 7000)))
                .isEqualTo("[::1]:7000");
    }

    @Test
    void formatsWhatIsUnresolvedAsItIs() {
        assertThat(HostPort.format(InetSocketAddress.createUnresolved("nobody.invalid", 7000)))
                .isEqualTo("nobody.invalid:7000");
        assertThat(HostPort.format(InetSocketAddress.createUnresolved("::1", 7000)))
                .isEqualTo("[::1]:7000");
    }
}

package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpLiteralTest {

    /** What is valid the JDK reads alike, and looks up nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "1::",
                "2001:db8::8:800:200C:417A",
                "1:2:3:4:5:6:7:8",
                "::2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "1::8",
                "0001:0:00:000::",
                "::ffff:192.0.2.7",
                "64:ff9b::192.0.2.33",
                "1:2:3:4:5:6:192.0.2.33",
                "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"
            })
    void readsWhatTheJdkReads(String text) throws UnknownHostException {
        assertThat(IpLiteral.parse(text)).isEqualTo(InetAddress.getByName(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.00",
                "1.2.3.+4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.١",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                ":1::",
                "1:2:3:4:5:6:7:",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::١",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0"
            })
    void everythingElseIsNoAddress(String text) {
        assertThat(IpLiteral.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.255, 192.0.2.255", "2001:DB8::F00, 2001:db8:0:0:0:0:0:f00", "::, 0:0:0:0:0:0:0:0"})
    void formatsWithoutLeavingOutZeros(String text, String formatted) throws UnknownHostException {
        assertThat(IpLiteral.format(InetAddress.getByName(text).getAddress())).isEqualTo(formatted);
    }

    @Test
    void aNumberHasOneForm() {
        assertThat(IpLiteral.canonicalNumber("0", 65_535)).isZero();
        assertThat(IpLiteral.canonicalNumber("65535", 65_535)).isEqualTo(65_535);
        for (String other :
                new String[] {"", "00", "01", "-1", "+1", "65536", "1234567890", "99999999999", "1e2", " 1"}) {
            assertThat(IpLiteral.canonicalNumber(other, 65_535)).as(other).isEqualTo(-1);
        }
    }
}

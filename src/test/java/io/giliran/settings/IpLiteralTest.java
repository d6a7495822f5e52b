package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
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

    /** The examples of RFC 5952, sections 2 and 4, and the ends of what there is. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.255, 192.0.2.255",
        "2001:DB8:0:0:0:0:0:F00, 2001:db8::f00",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::"
    })
    void formatsAsRfc5952Says(String text, String formatted) throws UnknownHostException {
        assertThat(IpLiteral.format(InetAddress.getByName(text))).isEqualTo(formatted);
    }

    @Test
    void formatsMappedAddressesWithDots() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        assertThat(IpLiteral.format(mapped)).isEqualTo("::ffff:192.0.2.1");
    }

    @Test
    void readsBackWhatItFormats() {
        Random random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            for (int group = 0; group < 16; group += 2) {
                if (random.nextBoolean()) {
                    bytes[group] = (byte) random.nextInt(random.nextBoolean() ? 1 : 256);
                    bytes[group + 1] = (byte) random.nextInt(256);
                }
            }
            InetAddress address = IpLiteral.ofBytes(bytes);
            assertThat(IpLiteral.parse(IpLiteral.format(bytes))).isEqualTo(address);
        }
    }

    @Test
    void theZoneOfALinkLocalAddressStays() throws UnknownHostException {
        byte[] linkLocal = {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        assertThat(IpLiteral.format(Inet6Address.getByAddress(null, linkLocal, 7)))
                .isEqualTo("fe80::1%7");
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

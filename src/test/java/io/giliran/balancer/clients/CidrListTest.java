package io.giliran.balancer.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.IpLiteral;
import io.giliran.transport.UnixClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrListTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.7, 192.0.2.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::/32, 2001:db8::/32",
        "::1, ::1/128",
        "::/0, ::/0",
        // 104 - 96 = 8
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:0:0/96, 0.0.0.0/0",
        "::ffff:192.0.2.7, 192.0.2.7/32"
    })
    void readsARange(String text, String shown) {
        assertThat(Cidr.parse(text)).hasToString(shown);
        assertThat(Cidr.parse(shown)).isEqualTo(Cidr.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10/8",
                "::/129",
                "example.org",
                "10.0.0.0/255.0.0.0",
                "all"
            })
    void anythingElseIsAnsweredByWhatIsValid(String text) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not an address range; valid is an address or ADDRESS/BITS,"
                        + " for example 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32, or the word unix");
    }

    /** 10.1.2.3 with 24 bits kept is 10.1.2.0; 2001:db8::1 with 64 kept is 2001:db8::. */
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/24, 24, 10.1.2.0/24",
        "255.255.255.255/0, 0, 0.0.0.0/0",
        "2001:db8::1/64, 64, 2001:db8::/64",
        "::ffff:10.0.0.1/104, 104, 10.0.0.0/104"
    })
    void bitsBehindThePrefixAreASlip(String text, int bits, String valid) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .hasMessage("is not an address range: bits are set behind the first " + bits + "; valid is " + valid);
    }

    @Test
    void holdsTheFirstAndTheLastOfARangeAndNoNeighbour() {
        CidrList list = list("10.1.0.0/16", "192.0.2.7", "2001:db8::/33");

        assertThat(holds(list, "10.1.0.0", "10.1.255.255", "192.0.2.7", "2001:db8::", "2001:db8:7fff:ffff:ffff::"))
                .containsOnly(true);
        assertThat(holds(list, "10.0.255.255", "10.2.0.0", "192.0.2.6", "192.0.2.8", "2001:db7::", "2001:db8:8000::"))
                .containsOnly(false);
    }

    /** Bit 63 is the last of the upper half, bit 64 the first of the lower; /64 has none of the lower at all. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:2::/63, 2001:db8:0:3:ffff:ffff:ffff:ffff, 2001:db8:0:4::",
        "2001:db8:0:2::/64, 2001:db8:0:2:ffff:ffff:ffff:ffff, 2001:db8:0:3::",
        "2001:db8:0:2::/65, 2001:db8:0:2:7fff:ffff:ffff:ffff, 2001:db8:0:2:8000::",
        "2001:db8:0:2::/127, 2001:db8:0:2::1, 2001:db8:0:2::2"
    })
    void prefixesAroundTheMiddleAreExact(String range, String last, String next) {
        assertThat(holds(list(range), last)).containsOnly(true);
        assertThat(holds(list(range), next)).containsOnly(false);
    }

    @Test
    void aMappedAddressIsTheIpv4One() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        InetAddress client = Inet6Address.getByAddress(null, mapped, -1);
        assertThat(client).isInstanceOf(Inet6Address.class);

        assertThat(list("10.0.0.0/8").contains(client)).isTrue();
        assertThat(list("::ffff:10.0.0.0/104").contains(client)).isTrue();
        assertThat(list("::/0").contains(client)).isFalse();
    }

    @Test
    void allOfOneFamilyIsNothingOfTheOther() {
        assertThat(holds(list("0.0.0.0/0"), "0.0.0.0", "127.0.0.1", "255.255.255.255"))
                .containsOnly(true);
        assertThat(holds(list("0.0.0.0/0"), "::", "::1")).containsOnly(false);
        assertThat(holds(list("::/0"), "::", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
                .containsOnly(true);
        assertThat(holds(list("::/0"), "0.0.0.0", "127.0.0.1", "255.255.255.255"))
                .containsOnly(false);
    }

    /** 10/9 and 10.128/9 touch, 10.1/16 is inside, 12/8 is apart; so is the other family. */
    @Test
    void rangesThatOverlapOrTouchAreOne() {
        CidrList list = list("10.128.0.0/9", "12.0.0.0/8", "10.1.0.0/16", "10.0.0.0/9", "2001:db8::/32");

        assertThat(list.size()).isEqualTo(3);
        // The last of one has all the lower 64 bits set, the first of the other none.
        assertThat(list("2001:db8:0:0::/64", "2001:db8:0:1::/64").size()).isEqualTo(1);
        assertThat(holds(list, "10.0.0.0", "10.127.255.255", "10.128.0.0", "10.255.255.255", "12.0.0.0"))
                .containsOnly(true);
        assertThat(holds(list, "9.255.255.255", "11.0.0.0", "13.0.0.0")).containsOnly(false);
    }

    @Test
    void anEmptyListHoldsNobody() {
        assertThat(CidrList.EMPTY.isEmpty()).isTrue();
        assertThat(holds(CidrList.EMPTY, "0.0.0.0", "::")).containsOnly(false);
        assertThat(list("::1").isEmpty()).isFalse();
    }

    @Test
    void withoutRulesEverybodyIsAdmitted() {
        assertThat(AddressRules.ALL.admits(client("192.0.2.1"))).isTrue();
        assertThat(AddressRules.ALL.admits(client("::1"))).isTrue();
    }

    @Test
    void whoeverIsDeniedIsNotAdmittedAndNobodyElse() {
        AddressRules rules = new AddressRules(ClientSet.EMPTY, set("10.0.0.0/8"));

        assertThat(rules.admits(client("10.0.0.1"))).isFalse();
        assertThat(rules.admits(client("11.0.0.1"))).isTrue();
        assertThat(rules.admits(client("::1"))).isTrue();
    }

    @Test
    void ifAnybodyIsAllowedNobodyElseIs() {
        AddressRules rules = new AddressRules(set("10.0.0.0/8"), ClientSet.EMPTY);

        assertThat(rules.admits(client("10.0.0.1"))).isTrue();
        assertThat(rules.admits(client("11.0.0.1"))).isFalse();
        assertThat(rules.admits(client("::1"))).isFalse();
    }

    /** Even where what is allowed is the narrower one. */
    @Test
    void denyingBeatsAllowing() {
        AddressRules hole = new AddressRules(set("10.0.0.0/8"), set("10.6.6.0/24"));
        AddressRules narrow = new AddressRules(set("10.6.6.6"), set("10.0.0.0/8"));

        assertThat(hole.admits(client("10.6.5.255"))).isTrue();
        assertThat(hole.admits(client("10.6.6.0"))).isFalse();
        assertThat(narrow.admits(client("10.6.6.6"))).isFalse();
    }

    /** No range holds those that come by a Unix socket: whoever allows or denies them has to say so. */
    @Test
    void theWordUnixIsForThoseThatHaveNoAddress() {
        ClientSet all = new ClientSet(list("0.0.0.0/0", "::/0"), false);
        ClientSet unix = new ClientSet(CidrList.EMPTY, true);

        assertThat(new AddressRules(all, ClientSet.EMPTY).admits(UnixClient.ANYBODY))
                .isFalse();
        assertThat(new AddressRules(ClientSet.EMPTY, all).admits(UnixClient.ANYBODY))
                .isTrue();
        assertThat(new AddressRules(unix, ClientSet.EMPTY).admits(UnixClient.ANYBODY))
                .isTrue();
        assertThat(new AddressRules(unix, ClientSet.EMPTY).admits(client("10.0.0.1")))
                .isFalse();
        assertThat(new AddressRules(ClientSet.EMPTY, unix).admits(UnixClient.ANYBODY))
                .isFalse();
    }

    private static InetSocketAddress client(String text) {
        return new InetSocketAddress(address(text), 40_000);
    }

    private static ClientSet set(String... ranges) {
        return new ClientSet(list(ranges), false);
    }

    private static CidrList list(String... ranges) {
        return new CidrList(Stream.of(ranges).map(Cidr::parse).toList());
    }

    private static List<Boolean> holds(CidrList list, String... addresses) {
        return Stream.of(addresses)
                .map(CidrListTest::address)
                .map(list::contains)
                .toList();
    }

    private static InetAddress address(String text) {
        InetAddress address = IpLiteral.parse(text);
        assertThat(address).as(text).isNotNull();
        return address;
    }
}

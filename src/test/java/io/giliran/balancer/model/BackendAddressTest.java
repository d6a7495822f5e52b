package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import io.giliran.settings.UnixPath;
import io.giliran.transport.proxyprotocol.ProxyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendAddressTest {
    private static final String FORM =
            "is not a backend; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT";

    @ParameterizedTest
    @CsvSource({
        "'b1=shop.example:443,tls', shop.example",
        "'b1=127.0.0.1:443,tls', 127.0.0.1",
        "'b1=127.0.0.1:443,tls,tls-name=shop.example', shop.example",
        "'b1=[::1]:443,tls-name=2001:db8::1,tls', 2001:db8::1",
        "'b1=shop.example:443',"
    })
    void readsWhomItHasToBeInTls(String text, String name) {
        assertThat(BackendAddress.parse(text).tls()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1=127.0.0.1:443,tls-name=a | has tls-name without tls; valid is both, or neither",
                "b1=127.0.0.1:443,tls,tls-name=a..b"
                        + " | has tls-name a..b; valid is a host name or a numeric address",
                "b1=127.0.0.1:443,tls,tls-name= | has tls-name ; valid is a host name or a numeric address"
            })
    void saysWhatIsWrongWithItsTls(String text, String why) {
        assertThatThrownBy(() -> BackendAddress.parse(text)).hasMessage(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_host", "shop.example.", "-shop.example", "[fe80::1%eth0]", "büro.example"})
    void aHostThatNoCertificateCanBeForNeedsATlsName(String host) {
        assertThatThrownBy(() -> BackendAddress.parse("b1=" + host + ":443,tls"))
                .hasMessageStartingWith("has tls, but no certificate can be for its host");
        assertThat(BackendAddress.parse("b1=" + host + ":443,tls,tls-name=shop.example")
                        .tls())
                .isEqualTo("shop.example");
        assertThat(BackendAddress.parse("b1=" + host + ":443").tls()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0177.0.0.1", "127.1", "2130706433", "127.0.0.01", "1.2.3.4.5", "256.1.1.1"})
    void anAddressThatProgramsReadInDifferentWaysIsRefused(String host) {
        assertThatThrownBy(() -> BackendAddress.parse("b1=" + host + ":7001"))
                .hasMessageStartingWith("has the host " + host + ", which programs read in different ways");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "224.0.0.1", "[ff02::1]", "255.255.255.255"})
    void anAddressWhereNoBackendCanListenIsRefused(String host) {
        assertThatThrownBy(() -> BackendAddress.parse("b1=" + host + ":7001"))
                .hasMessageContaining(", where no backend can listen; valid is the address of one host");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void aNameThatAPathOfTheApiCannotHoldIsRefused(String name) {
        assertRefused(name + "=127.0.0.1:7001", "has the name " + name + ", which cannot stand in a URI; valid is b1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1=127.0.0.1:7001          | b1             | 127.0.0.1 | 7001  | 1   | 2147483647 | false",
                "b1=127.0.0.1:7001,weight=2 | b1             | 127.0.0.1 | 7001  | 2   | 2147483647 | false",
                "127.0.0.1:7001,backup      | 127.0.0.1:7001 | 127.0.0.1 | 7001  | 1   | 2147483647 | true",
                "db.example:65535,weight=1  | db.example:65535 | db.example | 65535 | 1 | 2147483647 | false",
                "[::1]:1,weight=256,max-connections=1 | [::1]:1 | ::1    | 1     | 256 | 1          | false",
                "A_b-c.9=[::1]:80,backup,max-connections=1000000 | A_b-c.9 | ::1 | 80 | 1 | 1000000   | true"
            })
    void readsNameAddressAndAttributes(
            String text, String name, String host, int port, int weight, int maxConnections, boolean backup) {
        assertThat(BackendAddress.parse(text))
                .isEqualTo(new BackendAddress(
                        name, new HostPort(host, port), weight, maxConnections, backup, null, null, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b1=unix:/run/app.sock          | b1       | /run/app.sock | 1 | false",
                "unix:/run/app.sock,weight=2    | app.sock | /run/app.sock | 2 | false",
                "b1=unix:/run/a=b=,backup       | b1       | /run/a=b=     | 1 | true"
            })
    void readsAUnixSocket(String text, String name, String path, int weight, boolean backup) {
        assertThat(BackendAddress.parse(text))
                .isEqualTo(new BackendAddress(
                        name, new UnixPath(Path.of(path)), weight, BackendPool.ENDLESS, backup, null, null, List.of()));
    }

    @Test
    void saysWhatIsWrongWithAPath() {
        assertRefused("b1=unix:", "has no path; valid is unix:PATH, for example unix:/run/app.sock, for a Unix socket");
        assertRefused(
                "unix:/run/a=b",
                "has a name that cannot stand in a log; valid are 1 to 64 letters, digits, '.', '_' or '-'");
        assertRefused(
                "unix:/run/" + "x".repeat(102),
                "has a path of 107 bytes, /run/" + "x".repeat(102) + "; valid are at most 106,"
                        + " more does not fit into the address of a Unix socket");
    }

    @ParameterizedTest
    @CsvSource({"send-proxy, V1", "send-proxy=v1, V1", "send-proxy=v2, V2"})
    void readsTheProxyProtocolItWants(String attribute, ProxyVersion read) {
        assertThat(BackendAddress.parse("b1=127.0.0.1:7001," + attribute + ",backup"))
                .isEqualTo(new BackendAddress(
                        "b1", new HostPort("127.0.0.1", 7001), 1, BackendPool.ENDLESS, true, read, null, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "b1",
                "b1=",
                "7001",
                "b1=127.0.0.1",
                "b1=127.0.0.1:",
                "b1=127.0.0.1:http",
                "b1=127.0.0.1:65536",
                "b1=::1:7001",
                "b1=b2=127.0.0.1:7001x"
            })
    void saysTheWholeFormWhenTheAddressIsNone(String text) {
        assertRefused(text, FORM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:7001,weight=0   | has weight 0; valid is a whole number from 1 to 256",
                "127.0.0.1:7001,weight=257 | has weight 257; valid is a whole number from 1 to 256",
                "127.0.0.1:7001,weight=    | has weight ; valid is a whole number from 1 to 256",
                "127.0.0.1:7001,weight=-1  | has weight -1; valid is a whole number from 1 to 256",
                "127.0.0.1:7001,send-proxy=v3 | has send-proxy v3; valid is v1 or v2",
                "127.0.0.1:7001,send-proxy= | has send-proxy ; valid is v1 or v2",
                "127.0.0.1:7001,send-proxy=V1 | has send-proxy V1; valid is v1 or v2",
                "127.0.0.1:7001,max-connections=0 | has max-connections 0; valid is a whole number from 1 to 1000000",
                "127.0.0.1:7001,weight     | has the attribute weight; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "127.0.0.1:7001,backup=no  | has the attribute backup=no; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "127.0.0.1:7001,wait=1     | has the attribute wait=1; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "127.0.0.1:7001,           | has the attribute ; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "127.0.0.1:7001,weight=2,weight=3 | has the attribute weight twice; valid is [NAME=]HOST:PORT[,weight=N][,max-connections=N][,send-proxy[=VERSION]][,sni=NAMES][,tls][,tls-name=HOST][,backup], for example b1=127.0.0.1:7001,weight=2, or with unix:PATH in place of HOST:PORT",
                "127.0.0.1:0               | has port 0; a backend needs the port it listens on, 1 to 65535"
            })
    void saysWhatIsWrongAndWhatIsValid(String text, String message) {
        assertRefused(text, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "www.example.com; www.example.com",
                "WWW.Example.COM|*.Example.com; *.example.com www.example.com",
                "b|a|b; a b",
                "_x-1.2a; _x-1.2a",
                "xn--bcher-kva.example; xn--bcher-kva.example"
            })
    void serverNamesAreReadInLowerCaseInOrderAndOnce(String written, String read) {
        assertThat(BackendAddress.parse("b1=127.0.0.1:7001,sni=" + written).serverNames())
                .containsExactly(read.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = ';',
            value = {
                "-; \"\"",
                "a|; \"\"",
                "*; *",
                "*.; *.",
                "a.*; a.*",
                "*a.example; *a.example",
                "*.*.example; *.*.example",
                "a..example; a..example",
                "a.example.; a.example.",
                "a b; a b",
                "192.0.2.7; 192.0.2.7",
                "*.2.7; *.2.7",
                "a.example:443; a.example:443"
            })
    void whatIsNoServerNameIsRefused(String written, String named) {
        assertRefused(
                "b1=127.0.0.1:7001,sni=" + (written == null ? "" : written),
                "has sni " + named + "; valid is a host name, for example www.example.com, or *.example.com for all"
                        + " below example.com; several have a | between them");
    }

    @Test
    void aServerNameHasNoLabelOfMoreThan63CharactersAndNoMoreThan253() {
        String label = "n".repeat(63) + ".";
        String longest = label + label + label + "n".repeat(61);
        assertThat(BackendAddress.parse("b1=127.0.0.1:7001,sni=" + longest).serverNames())
                .containsExactly(longest);

        for (String tooLong : List.of(longest + "n", "n" + label + "a")) {
            assertThatThrownBy(() -> BackendAddress.parse("b1=127.0.0.1:7001,sni=" + tooLong))
                    .hasMessageStartingWith("has sni " + tooLong + "; valid is a host name");
        }
    }

    @Test
    void anInternationalNameHasToBeWrittenAsClientsSendIt() {
        assertRefused(
                "b1=127.0.0.1:7001,sni=b\u00fccher.example",
                "has sni b\u00fccher.example; valid is its punycode, xn--bcher-kva.example");
        assertRefused(
                "b1=127.0.0.1:7001,sni=*.B\u00fccher.example",
                "has sni *.B\u00fccher.example; valid is its punycode, *.xn--bcher-kva.example");
    }

    @ParameterizedTest
    @CsvSource({"=127.0.0.1:7001", "b 1=127.0.0.1:7001", "b/1=127.0.0.1:7001", "bé=127.0.0.1:7001"})
    void aNameMustBeAbleToStandInALog(String text) {
        assertRefused(
                text, "has a name that cannot stand in a log; valid are 1 to 64 letters, digits, '.', '_' or '-'");
    }

    @Test
    void aNameMayHave64Characters() {
        assertThat(BackendAddress.parse("n".repeat(64) + "=127.0.0.1:7001").name())
                .hasSize(64);
        assertThatThrownBy(() -> BackendAddress.parse("n".repeat(65) + "=127.0.0.1:7001"))
                .hasMessageStartingWith("has a name that cannot stand in a log");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> BackendAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void theReferenceConfigurationShowsTheSyntax() throws IOException {
        String comments =
                Files.readString(Path.of("src/main/resources/reference.conf")).replaceAll("\\n *# *", "");
        assertThat(comments).contains(BackendAddress.SYNTAX);
    }
}

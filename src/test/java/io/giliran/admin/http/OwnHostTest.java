package io.giliran.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnHostTest {
    private final OwnHost own = new OwnHost(address("127.0.0.7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9900",
                "127.0.0.1",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:65535",
                "127.0.0.7:9900"
            })
    void itsOwnNamesAreAnswered(String host) {
        assertThat(own.refusal("GET", host, "")).isNull();
        assertThat(own.refusal("POST", host, "")).isNull();
        assertThat(own.refusal("POST", host, "http://" + host)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9900",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.8",
                "127.0.0.1:9900:1",
                "localhost:",
                "::1",
                "[::2]:1"
            })
    void anyOtherIsMisdirected(String host) {
        ApiAnswer refusal = own.refusal("GET", host, "");

        assertThat(refusal.status()).isEqualTo(421);
        assertThat(refusal.body())
                .isEqualTo("{\"error\":\"the call is for another host; without a token valid as Host are localhost,"
                        + " 127.0.0.1, [::1], 127.0.0.7, with or without a port\"}\n");
    }

    @Test
    void anAddressOfIpv6StandsInBrackets() {
        assertThat(new OwnHost(address("::1")).refusal("GET", "[0:0:0:0:0:0:0:1]:80", ""))
                .isNull();
    }

    @Test
    void aCallWithoutHostIsNoBrowsers() {
        assertThat(own.refusal("GET", "", "")).isNull();
        assertThat(own.refusal("POST", "", "http://evil.example").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, http://evil.example, 403",
        "PUT, http://localhost:3000, 403",
        "PATCH, https://localhost:9900, 403",
        "DELETE, null, 403",
        "POST, http://localhost:9900, 0",
        "GET, http://evil.example, 0",
        "HEAD, null, 0"
    })
    void aPageFromElsewhereChangesNothing(String method, String origin, int status) {
        ApiAnswer refusal = own.refusal(method, "localhost:9900", origin);

        assertThat(refusal == null ? 0 : refusal.status()).isEqualTo(status);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(literal, impossible);
        }
    }
}

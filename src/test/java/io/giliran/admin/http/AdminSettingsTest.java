package io.giliran.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.giliran.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminSettingsTest {
    @Test
    void thereIsNoApiUnlessItIsWished() {
        assertThat(from("").listen()).isEmpty();
        assertThat(from("").tokens()).isEmpty();
        assertThat(from("").requestLimitBytes()).isEqualTo(64 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9900", "127.0.0.2:0", "[::1]:9900"})
    void aLoopbackAddressNeedsNoToken(String address) {
        assertThat(from("listen = \"" + address + "\"").listen()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:9900", "192.0.2.7:9900", "[::]:9900"})
    void anyOtherNeedsOne(String address) {
        assertThatThrownBy(() -> from("listen = \"" + address + "\""))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("giliran.admin.listen = " + address
                        + " is not valid; valid is a loopback address, for example 127.0.0.1:9900, or any together with"
                        + " giliran.admin.token: who reaches it may change the balancer");
        assertThat(from("listen = \"" + address + "\", token = x").listen()).isPresent();
    }

    @Test
    void aTokenIsNeverTold() {
        for (String unusable : List.of("open sesame", "s3cr\\u00e9t")) {
            assertThatThrownBy(() -> from("token = \"" + unusable + "\""))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("giliran.admin.token is not valid")
                    .hasMessageNotContaining(unusable.substring(0, 4));
        }
        assertThat(from("token = s3cret, tokens = [\"ops=other\"]"))
                .asString()
                .contains("[default, ops]")
                .doesNotContain("s3cret", "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "=s3cret", "ops=", "two words=s3cret", "default=s3cret", "ops=s3cr et"})
    void aNamedTokenThatIsNoneIsToldByItsPlaceOnly(String unusable) {
        assertThatThrownBy(() -> from("tokens = [\"ci=first\", \"" + unusable + "\"]"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("giliran.admin.tokens, element 2, is not valid; valid is NAME=TOKEN ")
                .hasMessageNotContaining("s3cr");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tokens = { s3cret = x }", "token = [s3cret]", "tokens = [[s3cret]]", "token { s3cret = 1 }"})
    void aTokenOfTheWrongTypeIsNotQuoted(String unusable) {
        assertThatThrownBy(() -> from(unusable))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("giliran.admin.token")
                .hasMessageNotContaining("s3cr");
    }

    @Test
    void noTwoTokensHaveOneName() {
        assertThatThrownBy(() -> from("tokens = [\"ci=first\", \"ci=second\"]"))
                .hasMessageStartingWith("giliran.admin.tokens, element 2, is not valid");
    }

    @Test
    void anyOfTheTokensIsKnownByItsName() {
        Tokens tokens =
                new Tokens(from("token = s3cret, tokens = [\"ops=x=y\"]").tokens());

        assertThat(tokens.nameOf("Bearer s3cret")).isEqualTo("default");
        assertThat(tokens.nameOf("bearer  x=y ")).isEqualTo("ops");
        for (String wrong : List.of("", "s3cret", "Bearer", "Bearer y", "Basic s3cret", "Bearer s3cretx")) {
            assertThat(tokens.nameOf(wrong)).as(wrong).isNull();
        }
        assertThat(new Tokens(List.of()).nameOf("")).isEqualTo(Tokens.NONE);
    }

    private static AdminSettings from(String changes) {
        return AdminSettings.from(ConfigFactory.parseString("giliran.admin { " + changes + " }")
                .withFallback(ConfigFactory.defaultReference()));
    }
}

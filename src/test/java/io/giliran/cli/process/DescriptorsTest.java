package io.giliran.cli.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.SettingsException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class DescriptorsTest {
    private static final Descriptors.Need DEMO = new Descriptors.Need("demo", 20_000, "clients", 4, 4);

    @Test
    void whatIsNeededIsSaidWithTheCommandThatRaisesIt() {
        assertThatThrownBy(() -> Descriptors.check(DEMO, "--clients", OptionalLong.of(20_000)))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "demo with 20,000 clients needs 80,104 descriptors (4 each, and 104 besides), and this process may"
                                + " open 20,000; raise that with: ulimit -n 80104, or give --clients of at most 4974");
    }

    @Test
    void whatIsEnoughIsEnough() {
        assertThatCode(() -> {
                    Descriptors.check(DEMO, "--clients", OptionalLong.of(80_104));
                    Descriptors.check(DEMO, "--clients", OptionalLong.empty());
                    Descriptors.check(new Descriptors.Need("demo", 1, "clients", 4, 4), "--clients");
                })
                .doesNotThrowAnyException();
    }
}

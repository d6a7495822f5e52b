package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnixSocketsTest {
    @ParameterizedTest
    @CsvSource({"660, rw-rw----", "0600, rw-------", "777, rwxrwxrwx", "124, --x-w-r--", "000, ---------"})
    void readsAModeAsChmodDoes(String written, String mode) {
        assertThat(UnixSockets.parseMode(written)).isEqualTo(PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "66", "6600", "668", "rw-rw----", "1660", "-60"})
    void anythingElseIsRefused(String written) {
        assertThatThrownBy(() -> UnixSockets.parseMode(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a file mode; valid are three octal digits, for example 660, or 666 for everybody");
    }
}

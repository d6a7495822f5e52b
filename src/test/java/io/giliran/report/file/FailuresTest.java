package io.giliran.report.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
    @Test
    void saysWhatTheSystemSaid() {
        assertThat(Failures.reason(new AccessDeniedException("/x"))).isEqualTo("permission denied");
        assertThat(Failures.reason(new NoSuchFileException("/x"))).isEqualTo("/x does not exist");
        assertThat(Failures.reason(new FileSystemException("/x", null, "Read-only file system")))
                .isEqualTo("read-only file system");
        assertThat(Failures.reason(new FileNotFoundException("/x (1) (Permission denied)")))
                .isEqualTo("permission denied");
        assertThat(Failures.reason(new IOException("Odd (very)"))).isEqualTo("odd (very)");
    }

    @Test
    void neverSaysNull() {
        assertThat(Failures.reason(new IOException())).isEqualTo("IOException");
        assertThat(Failures.reason(new FileSystemException("/x"))).isEqualTo("FileSystemException");
    }
}

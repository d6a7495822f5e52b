package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.settings.SettingsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LineFileTest {
    @TempDir
    Path dir;

    @Test
    void whatWasWrittenIsInTheFileAfterClose() throws IOException {
        Path path = dir.resolve("lines");
        try (LineFile file = LineFile.open(path)) {
            line(file, "one");
            line(file, "two");
        }
        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void replacesAnOldFile() throws IOException {
        Path path = Files.writeString(dir.resolve("lines"), "old and longer\n");
        try (LineFile file = LineFile.open(path)) {
            line(file, "new");
        }
        assertThat(path).hasContent("new\n");
    }

    @Test
    void manyLinesAreWrittenBeforeClose() throws IOException {
        Path path = dir.resolve("lines");
        try (LineFile file = LineFile.open(path)) {
            for (int i = 0; i < 70; i++) {
                line(file, "x".repeat(1023));
            }
            // 64 lines of 1 KiB fill the memory, 6 are still there.
            assertThat(Files.size(path)).isEqualTo(64 * 1024);
        }
        assertThat(Files.size(path)).isEqualTo(70 * 1024);
    }

    @Test
    void anInterruptedThreadLosesNothing() {
        Path path = dir.resolve("lines");
        LineFile file = LineFile.open(path);
        Thread.currentThread().interrupt();
        try {
            line(file, "one");
            file.flush();
            line(file, "two");
            file.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file.lost()).isZero();
        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void linesThatTheDiskDoesNotTakeAreCounted() {
        // /dev/full answers every write with "no space left on device".
        LineFile file = LineFile.open(Path.of("/dev/full"));
        line(file, "one");
        line(file, "two");
        assertThat(file.lost()).isZero();
        file.flush();
        assertThat(file.lost()).isEqualTo(2);
        line(file, "three");
        file.close();

        assertThat(file.lost()).isEqualTo(3);
        assertThat(file.failure()).hasMessageContaining("No space left on device");
    }

    @Test
    void aHalfWrittenLineIsCutOffAndLaterLinesFollow() {
        SmallDisk disk = new SmallDisk();
        LineFile file = new LineFile(disk);
        line(file, "first");
        file.flush();

        disk.room = 8;
        line(file, "second");
        line(file, "third");
        file.flush();
        assertThat(disk.text()).isEqualTo("first\n");

        disk.room = 100;
        line(file, "fourth");
        file.close();

        assertThat(disk.closed).isTrue();
        assertThat(disk.text()).isEqualTo("first\nfourth\n");
        assertThat(file.lost()).isEqualTo(2);
        assertThat(file.failure()).hasMessage("disk full");
    }

    @Test
    void aFileThatCannotBeMadeIsTheUsersError() {
        Path path = dir.resolve("missing").resolve("lines");

        assertThatThrownBy(() -> LineFile.open(path))
                .isInstanceOf(SettingsException.class)
                .hasMessage("file " + path + " cannot be written: no such file or directory;"
                        + " valid is an output folder that is writable");
    }

    private static void line(LineFile file, String text) {
        file.text().put(text);
        file.endLine();
    }

    /** Takes only so many bytes; what is over fails, like a disk, after the first part was written. */
    private static final class SmallDisk implements LineFile.Storage {
        private byte[] content = {};
        private int room = 100;
        private boolean closed;

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            int taken = Math.min(length, room - content.length);
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.writeBytes(content);
            joined.write(bytes, 0, taken);
            content = joined.toByteArray();
            if (taken < length) {
                throw new IOException("disk full");
            }
        }

        @Override
        public void truncate(long size) {
            content = Arrays.copyOf(content, (int) size);
        }

        @Override
        public void close() {
            closed = true;
        }

        String text() {
            return new String(content, StandardCharsets.US_ASCII);
        }
    }
}

package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of settings that is gone at the next reading. */
final class KnownFilesTest {
    @TempDir
    private Path dir;

    private final KnownFiles files = new KnownFiles();
    private Path main;
    private Path included;

    @BeforeEach
    void write() throws IOException {
        main = Files.writeString(dir.resolve("main.conf"), "a = 1\ninclude \"more\"\n");
        included = dir.resolve("more.conf");
    }

    private Config read() {
        return files.read(() -> HoconFile.parse(main));
    }

    @Test
    void oneThatWasReadBeforeHasToBeThere() throws IOException {
        read();
        Files.delete(main);

        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessage(main + " is not there any more, and settings were read from it before;"
                        + " valid is a file with settings, giliran {} for none");

        Files.writeString(main, "a = 2\n");
        assertThat(read().getInt("a")).isEqualTo(2);
    }

    @Test
    void oneThatWasCutToNothingIsNotBelieved() throws IOException {
        read();
        Files.writeString(main, "");

        assertThatThrownBy(this::read)
                .hasMessageStartingWith(main + " is empty, and settings were read from it before");

        Files.writeString(main, "giliran {}\n");
        assertThat(read().getObject("giliran")).isEmpty();
    }

    @Test
    void anIncludedOneHasToBeThereToo() throws IOException {
        Files.writeString(included, "b = 2\n");
        assertThat(read().getInt("b")).isEqualTo(2);
        Files.delete(included);

        assertThatThrownBy(this::read).hasMessageStartingWith(included + " is not there any more");
    }

    @Test
    void oneThatIsNoLongerIncludedMayGo() throws IOException {
        Files.writeString(included, "b = 2\n");
        read();
        Files.delete(included);
        Files.writeString(main, "a = 1\n");

        assertThat(read().hasPath("b")).isFalse();
    }

    @Test
    void oneThatWasNeverThereMayStayAway() {
        assertThat(read().getInt("a")).isEqualTo(1);
        assertThat(read().getInt("a")).isEqualTo(1);
    }
}

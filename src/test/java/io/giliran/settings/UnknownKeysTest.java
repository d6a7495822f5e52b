package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnknownKeysTest {
    private static final Config REFERENCE = ConfigFactory.parseString("""
            lab {
              room { table = 1, chair = [ 1 ], shelf { book = x } }
              garden { tree = oak }
            }
            other = 1
            """);

    @TempDir
    Path dir;

    @Test
    void acceptsWhatTheReferenceHas() {
        assertThatCode(() -> check("lab { room { chair = 7, shelf.book = y } }"))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsThatNothingIsSet() {
        assertThatCode(() -> check("")).doesNotThrowAnyException();
        assertThatCode(() -> check("lab {}")).doesNotThrowAnyException();
    }

    @Test
    void whatStandsElsewhereIsNotItsBusiness() {
        assertThatCode(() -> check("akka.loglevel = DEBUG, others { x = 1 }")).doesNotThrowAnyException();
    }

    @Test
    void namesTheKeyAndThoseThatAreValidBesideIt() {
        assertUnknown(
                "lab.room.tabel = 1",
                "lab.room.tabel is not a key; valid here: chair, shelf, table; did you mean table?");
        assertUnknown("lab.kitchen { x = 1 }", "lab.kitchen is not a key; valid here: garden, room");
        assertUnknown(
                "lab.room.shelf.bok = 1", "lab.room.shelf.bok is not a key; valid here: book; did you mean book?");
    }

    @Test
    void namesFileAndLine() throws IOException {
        Path file = Files.writeString(dir.resolve("my.conf"), "lab {\n  garden {\n    three = oak\n  }\n}\n");

        assertThatThrownBy(() -> UnknownKeys.check(ConfigFactory.parseFile(file.toFile()), REFERENCE, "lab"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("my.conf: 3: lab.garden.three is not a key; valid here: tree; did you mean tree?");
    }

    @Test
    void namesTheOption() {
        Config config = ConfigFactory.empty().withValue("lab.x", ConfigValueFactory.fromAnyRef(1, "--x"));

        assertThatThrownBy(() -> UnknownKeys.check(config, REFERENCE, "lab"))
                .hasMessage("--x: lab.x is not a key; valid here: garden, room");
    }

    @Test
    void aValueWhereAGroupBelongsIsSaidWithTheGroupsKeys() {
        assertUnknown("lab = 5", "lab = 5 is not valid; it is a group { … } with the keys garden, room");
        assertUnknown(
                "lab.room = big", "lab.room = big is not valid; it is a group { … } with the keys chair, shelf, table");
    }

    @Test
    void aGroupWhereAValueBelongsIsLeftToWhoReadsTheValue() {
        assertThatCode(() -> check("lab.garden.tree { leaf = green }")).doesNotThrowAnyException();
    }

    @Test
    void aMessageIsOneLine() {
        assertThatThrownBy(() -> check("lab.room.\"a\\nb\" = 1"))
                .satisfies(unknown -> assertThat(unknown.getMessage().lines()).hasSize(1));
    }

    private static void assertUnknown(String config, String message) {
        assertThatThrownBy(() -> check(config))
                .isInstanceOf(SettingsException.class)
                .hasMessage(message);
    }

    private static void check(String config) {
        UnknownKeys.check(ConfigFactory.parseString(config), REFERENCE, "lab");
    }
}

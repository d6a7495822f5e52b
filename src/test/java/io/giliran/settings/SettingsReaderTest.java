package io.giliran.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
    @TempDir
    Path dir;

    @Test
    void readsEachType() {
        SettingsReader reader = reader("""
                text = hello
                flag = off
                count = 3
                seed = -9223372036854775808
                wait = 1500ms
                size = 2KiB
                kind = b
                none = off
                list = [ 1, two ]
                words = "1 two"
                inner { text = deep }
                """);

        assertThat(reader.string("text")).isEqualTo("hello");
        assertThat(reader.onOff("flag")).isFalse();
        assertThat(reader.integer("count", 1, 3)).isEqualTo(3);
        assertThat(reader.longInteger("seed")).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.duration("wait", Duration.ofMillis(1500))).isEqualTo(Duration.ofMillis(1500));
        assertThat(reader.bytes("size", 0, 2048)).isEqualTo(2048);
        assertThat(reader.oneOf("kind", List.of("a", "b"))).isEqualTo("b");
        assertThat(reader.isOff("none")).isTrue();
        assertThat(reader.isOff("flag")).isTrue();
        assertThat(reader.isOff("wait")).isFalse();
        String parsed = reader.parsed("count", text -> text + "!");
        assertThat(parsed).isEqualTo("3!");
        assertThat(reader.parsedList("list", text -> text + "!")).containsExactly("1!", "two!");
        assertThat(reader.at("inner").string("text")).isEqualTo("deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "true", "yes"})
    void onIsWrittenAsHoconDoes(String written) {
        assertThat(reader("flag = " + written).onOff("flag")).isTrue();
    }

    @Test
    void everyErrorNamesFileLineKeyValueAndWhatIsValid() throws IOException {
        Path file = Files.writeString(dir.resolve("my.conf"), "lab {\n  room {\n    count = many\n  }\n}\n");
        SettingsReader reader = SettingsReader.at(ConfigFactory.parseFile(file.toFile()), "lab.room");

        assertInvalid(
                () -> reader.integer("count", 1, 9),
                "my.conf: 3: lab.room.count = many is not valid; valid is a whole number from 1 to 9");
    }

    @Test
    void aValueFromAnOptionIsNamedByTheOption() {
        Config config =
                ConfigFactory.empty().withValue("lab.room.count", ConfigValueFactory.fromAnyRef("many", "--count"));

        assertInvalid(
                () -> SettingsReader.at(config, "lab.room").integer("count", 1, 9),
                "--count: lab.room.count = many is not valid; valid is a whole number from 1 to 9");
    }

    @Test
    void aValueFromASystemPropertyIsNamedSo() {
        Config config = ConfigFactory.parseString(
                "lab.room.count = many", ConfigParseOptions.defaults().setOriginDescription("system properties"));

        // What was parsed has a line, what was set has none; both are told.
        assertInvalid(
                () -> SettingsReader.at(config.resolve(), "lab.room").integer("count", 1, 9),
                "lab.room.count = many is not valid; valid is a whole number from 1 to 9");
        Config set = ConfigFactory.empty()
                .withValue(
                        "lab.room.count",
                        ConfigValueFactory.fromAnyRef("many")
                                .withOrigin(ConfigOriginFactory.newSimple("system properties")));
        assertInvalid(
                () -> SettingsReader.at(set, "lab.room").integer("count", 1, 9),
                "system properties: lab.room.count = many is not valid; valid is a whole number from 1 to 9");
    }

    @Test
    void theEndsOfARangeBelongToIt() {
        assertThat(reader("count = 1").integer("count", 1, 9)).isEqualTo(1);
        assertThat(reader("count = 9").integer("count", 1, 9)).isEqualTo(9);
        assertThat(reader("size = 10B").bytes("size", 10, 1024)).isEqualTo(10);
        assertThat(reader("size = 1KiB").bytes("size", 10, 1024)).isEqualTo(1024);
    }

    @ParameterizedTest
    @CsvSource({"0", "10", "-1", "1.5", "two", "'[1]'", "'{}'", "99999999999"})
    void aWholeNumberHasItsRange(String written) {
        SettingsReader reader = reader("count = " + written);

        assertThatThrownBy(() -> reader.integer("count", 1, 9))
                .isInstanceOf(SettingsException.class)
                .hasMessageMatching("lab\\.room\\.count = .* is not valid; valid is a whole number from 1 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"1.5\"", "half", "1e30", "9223372036854775808", "NaN"})
    void aSeedIsAWholeNumber(String written) {
        assertThatThrownBy(() -> reader("seed = " + written).longInteger("seed"))
                .isInstanceOf(SettingsException.class)
                .hasMessageMatching("lab\\.room\\.seed = .* is not valid; valid is a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7\"", "7.0", "0.7e1"})
    void aWholeNumberMayBeWrittenInAnyWay(String written) {
        assertThat(reader("count = " + written).integer("count", 1, 9)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "9ms, 9ms is not valid",
        "0, 0 is not valid",
        "0s, 0s is not valid",
        "-1s, -1s is not a duration",
        "soon, soon is not a duration",
        "NaN, NaN is not a duration",
        "NaNs, NaNs is not a duration",
        "'', \"\" is not a duration",
        "10 fortnights, 10 fortnights is not a duration",
        "20, 20 has no unit",
        "1.5, 1.5 has no unit",
        "9223372036854775807, 9223372036854775807 has no unit",
        "101d, 101d is too long",
        "999999d, 999999d is too long",
        "292y, 292y is not a duration",
        "106751 days, 106751 days is too long",
        "9223372036854775807ns, 9223372036854775807ns is too long",
        "9223372036854775808ns, 9223372036854775808ns is too long",
        "99999999999999999999999d, 99999999999999999999999d is too long"
    })
    void aDurationHasItsUnitAndItsRange(String written, String wrong) {
        assertInvalid(
                () -> reader("wait = \"" + written + "\"").duration("wait", Duration.ofMillis(10)),
                "lab.room.wait = " + wrong
                        + "; valid is a duration of at least 10ms and of at most 100d, for example 500ms, 5s or 2m");
    }

    /** HOCON's own reading takes a number for milliseconds. */
    @Test
    void aNumberIsNoDuration() {
        assertInvalid(
                () -> reader("wait = 20").duration("wait", Duration.ZERO),
                "lab.room.wait = 20 has no unit; valid is a duration of at most 100d, for example 500ms, 5s or 2m");
    }

    @ParameterizedTest
    @CsvSource({"100d, 8640000", "2400h, 8640000", "1 minute, 60", "1.5 hours, 5400", "2m, 120", "0, 0"})
    void aDurationMayBeWrittenAsHoconDoes(String written, long seconds) {
        assertThat(reader("wait = " + written).duration("wait", Duration.ZERO)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aDurationThatMayBeZeroDoesNotSpeakOfALeast() {
        assertInvalid(
                () -> reader("wait = -1s").duration("wait", Duration.ZERO),
                "lab.room.wait = -1s is not a duration; valid is a duration of at most 100d, for example 500ms, 5s or 2m");
        assertThat(reader("wait = 0s").duration("wait", Duration.ZERO)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "1025", "-1", "big", "99999999999999 TiB"})
    void aSizeHasItsRange(String written) {
        assertInvalid(
                () -> reader("size = \"" + written + "\"").bytes("size", 10, 1024),
                "lab.room.size = " + written
                        + " is not valid; valid is a size from 10 B to 1024 B, for example 32B, 1KiB or 16KiB");
    }

    @Test
    void wordsMustBeOneOfThem() {
        assertInvalid(
                () -> reader("kind = c").oneOf("kind", List.of("a", "b")),
                "lab.room.kind = c is not valid; valid is one of a, b");
        assertInvalid(
                () -> reader("flag = perhaps").onOff("flag"),
                "lab.room.flag = perhaps is not valid; valid is on or off");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertInvalid(
                () -> reader("").integer("count", 1, 9),
                "lab.room.count is missing; valid is a whole number from 1 to 9");
        assertInvalid(() -> reader("text = null").string("text"), "lab.room.text is missing; valid is a text");
    }

    @Test
    void aGroupWhereAValueBelongsIsInvalid() {
        assertInvalid(
                () -> reader("text { a = 1 }").string("text"), "lab.room.text = {a=1} is not valid; valid is a text");
        assertInvalid(
                () -> reader("list = one").parsedList("list", text -> text),
                "lab.room.list = one is not valid; valid is a list, for example [ one, two ]");
    }

    @Test
    void aGrammarsOwnErrorContinuesTheValue() {
        SettingsReader reader = reader("text = x1\nlist = [ ok, y2 ]");

        assertInvalid(
                () -> reader.parsed("text", SettingsReaderTest::refuse), "lab.room.text = x1 is no good; valid is ok");
        assertInvalid(
                () -> reader.parsedList("list", SettingsReaderTest::refuse),
                "lab.room.list: y2 is no good; valid is ok");
    }

    @Test
    void aMessageIsOneLineWhateverTheValueIs() {
        assertInvalid(
                () -> reader("kind = \"one\\ntwo\\r\\nthree\"").oneOf("kind", List.of("a", "b")),
                "lab.room.kind = one two three is not valid; valid is one of a, b");
    }

    @Test
    void anAddressIsLookedUp() {
        assertThat(reader("listen = \"127.0.0.1:70\"").address("listen").isUnresolved())
                .isFalse();
        assertInvalid(
                () -> reader("listen = \"nobody.invalid:70\"").address("listen"),
                "lab.room.listen: host nobody.invalid does not resolve;"
                        + " give a numeric address or a name that the system knows");
        assertInvalid(
                () -> reader("listen = 7000").address("listen"),
                "lab.room.listen = 7000 is not HOST:PORT, for example 127.0.0.1:7000 or [::1]:7000,"
                        + " with a port from 0 to 65535");
    }

    private static String refuse(String text) {
        if (text.equals("ok")) {
            return text;
        }
        throw new IllegalArgumentException("is no good; valid is ok");
    }

    private static void assertInvalid(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(SettingsException.class).hasMessage(message);
    }

    private static SettingsReader reader(String room) {
        return SettingsReader.at(ConfigFactory.parseString("lab.room {\n" + room + "\n}"), "lab.room");
    }
}

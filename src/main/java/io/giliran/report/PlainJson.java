package io.giliran.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * JSON whose bytes are printable ASCII only: DEL and everything above it is written as <code>\\uXXXX</code>, which every
 * reader of JSON takes for the same text. A log or an answer of the API that is shown on a terminal then does nothing to
 * it; see {@code PlainText} for the same of plain lines. Thread-safe.
 */
public final class PlainJson {
    /** Makes generators of such JSON. */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DelToo())
            .build();

    private static final ObjectWriter WRITER = new JsonMapper(FACTORY).writer();

    private PlainJson() {}

    /** The value on one line, without its end. */
    public static String text(JsonNode value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("a tree in memory can always be written", impossible);
        }
    }

    /** JSON itself asks for escapes below the blank only. */
    private static final class DelToo extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DEL = 0x7F;

        private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

        DelToo() {
            escapes[DEL] = CharacterEscapes.ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}

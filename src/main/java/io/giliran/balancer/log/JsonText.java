package io.giliran.balancer.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.giliran.report.PlainJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Writes JSON objects one after the other, each as a text of its own, with one generator for all, because creating a generator
 * costs more than a line.
 */
final class JsonText {
    private static final SerializedString NOTHING_BETWEEN = new SerializedString("");

    /** Writes the fields of one object. */
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
    private JsonGenerator json = generator();

    /** Appends the object with these fields in UTF-8; nothing of it when they fail. */
    void putTo(OutputStream out, Fields fields) {
        boolean done = false;
        try {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
            json.flush();
            text.writeTo(out);
            text.reset();
            done = true;
        } catch (IOException impossible) {
            throw new UncheckedIOException("what is written in memory does not fail", impossible);
        } finally {
            if (!done) {
                // It stands in the middle of an object, and would write the next one into it.
                text = new ByteArrayOutputStream();
                json = generator();
            }
        }
    }

    private JsonGenerator generator() {
        try {
            return PlainJson.FACTORY.createGenerator(text).setRootValueSeparator(NOTHING_BETWEEN);
        } catch (IOException impossible) {
            throw new UncheckedIOException("what is written in memory does not fail", impossible);
        }
    }
}

package io.giliran.report;

import io.giliran.report.file.Failures;
import io.giliran.settings.SettingsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of whole lines. Lines gather in memory and are written together. When the system cannot write them, they are
 * counted as lost, a half-written line is cut off again, and later lines are tried anew: the disk may have got room.
 */
final class LineFile implements AutoCloseable {
    private static final int WRITE_AT = 1 << 16;

    /** Operations on a file that {@link LineFile} needs. */
    interface Storage {
        void write(byte[] bytes, int length) throws IOException;

        /** Cuts the file to this size; what is written next follows there. */
        void truncate(long size) throws IOException;

        void close() throws IOException;
    }

    private final Storage storage;
    private final ByteText text = new ByteText(WRITE_AT + (1 << 12));
    private long written;
    private int linesInText;
    private long lost;
    private @Nullable IOException failure;

    LineFile(Storage storage) {
        this.storage = storage;
    }

    /** Makes the file, or empties it. */
    static LineFile open(Path path) {
        try {
            return new LineFile(new FileStorage(new FileOutputStream(path.toFile())));
        } catch (IOException impossible) {
            throw new SettingsException("file " + path + " cannot be written: " + Failures.reason(impossible)
                    + "; valid is an output folder that is writable");
        }
    }

    /** Text of the current line, to be appended to. */
    ByteText text() {
        return text;
    }

    /** Ends the current line. */
    void endLine() {
        text.put('\n');
        linesInText++;
        if (text.length() >= WRITE_AT) {
            flush();
        }
    }

    /** Hands all whole lines to the system. */
    void flush() {
        if (linesInText == 0) {
            return;
        }
        try {
            storage.write(text.array(), text.length());
            written += text.length();
        } catch (IOException failed) {
            fail(failed);
            lost += linesInText;
            cutHalfLine();
        }
        text.clear();
        linesInText = 0;
    }

    /** Number of lines that were not written. */
    long lost() {
        return lost;
    }

    /** First failure; null for none. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void close() {
        flush();
        try {
            storage.close();
        } catch (IOException failed) {
            fail(failed);
        }
    }

    private void cutHalfLine() {
        try {
            storage.truncate(written);
        } catch (IOException failed) {
            fail(failed);
        }
    }

    private void fail(IOException failed) {
        if (failure == null) {
            failure = failed;
        }
    }

    /**
     * File as a storage. Not a FileChannel: that one closes itself when its thread is interrupted, and every later line would
     * be lost.
     */
    private record FileStorage(FileOutputStream file) implements Storage {
        @Override
        public void write(byte[] bytes, int length) throws IOException {
            file.write(bytes, 0, length);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.getChannel().truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

package io.giliran.report.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Remembers the first failure to write, for writers that swallow it. */
public final class RememberingStream extends FilterOutputStream {
    private @Nullable IOException failure;

    public RememberingStream(OutputStream out) {
        super(out);
    }

    /** First failure; null for none. */
    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public void write(int b) throws IOException {
        try {
            out.write(b);
        } catch (IOException failed) {
            throw remember(failed);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException failed) {
            throw remember(failed);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (IOException failed) {
            throw remember(failed);
        }
    }

    private IOException remember(IOException failed) {
        if (failure == null) {
            failure = failed;
        }
        return failed;
    }
}

package io.giliran.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.giliran.report.file.Failures;
import io.giliran.report.file.WholeFile;
import io.giliran.settings.SettingsException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reservation of {@code summary.json} before it is written. It is made when the run begins, because a run may use up all
 * descriptors and have none for its results when it ends; and it gets its name only when it is whole.
 */
public final class SummaryFile implements AutoCloseable {
    private static final String UNFINISHED = SummaryJson.FILE + WholeFile.UNFINISHED;

    private final Path unfinished;
    private final Path finished;
    // Not a FileChannel: that one fails in a thread that is being interrupted, as at the end of a run that was cut.
    private final FileOutputStream stream;

    private SummaryFile(Path unfinished, Path finished, FileOutputStream stream) {
        this.unfinished = unfinished;
        this.finished = finished;
        this.stream = stream;
    }

    /**
     * Makes it under another name.
     *
     * @throws SettingsException when it cannot be made; the message is one line
     */
    public static SummaryFile open(RunDirectory dir) {
        Path unfinished = dir.file(UNFINISHED);
        try {
            return new SummaryFile(unfinished, dir.file(SummaryJson.FILE), new FileOutputStream(unfinished.toFile()));
        } catch (IOException impossible) {
            throw new SettingsException("file " + unfinished + " cannot be written: " + Failures.reason(impossible)
                    + "; valid is an output folder that is writable");
        }
    }

    /**
     * Writes all of it, once.
     *
     * @throws IOException when the system cannot
     */
    public void write(RunSummary summary, List<TheoryValue> theory) throws IOException {
        stream.write(SummaryJson.render(summary, theory).getBytes(UTF_8));
        stream.close();
        Files.move(unfinished, finished, ATOMIC_MOVE);
    }

    /** Leaves nothing behind of what was not written. */
    @Override
    public void close() throws IOException {
        stream.close();
        Files.deleteIfExists(unfinished);
    }
}

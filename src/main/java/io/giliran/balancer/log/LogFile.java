package io.giliran.balancer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.balancer.settings.AccessLogSettings;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * A file of the access log, rotated where the settings ask for it. Lines gather in memory and are written together; a file
 * grows beyond its size by less than such a batch. Holds whole lines only: what a failed write has begun is cut off, or, where
 * nothing can be cut off, completed by the next write. Lines that cannot be written are lost and counted. Confined to one
 * thread.
 */
final class LogFile {
    /** Opens a file anew, appending to what it holds. */
    interface Opener {
        WritableByteChannel open(Path path) throws IOException;
    }

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int BATCH_BYTES = 64 * 1024;
    /** A disk that fails and recovers again and again is reported once in this time. */
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final byte[] NONE = {};
    /** The type bits of a file's mode, and those of a FIFO; see inode(7). */
    private static final int FILE_TYPE = 0xf000;

    private static final int FIFO = 0x1000;

    private final Path path;
    private final Opener opener;
    private final long rotateAtBytes;
    private final int keep;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(BATCH_BYTES);
    private WritableByteChannel channel;
    /** The rest of a line whose beginning has been written. */
    private byte[] torn = NONE;

    private boolean failing;
    private long failedAt;
    private long lost;
    /** Since it was opened; read by other threads. */
    private final AtomicLong lostInAll = new AtomicLong();

    private boolean cannotRotate;

    private LogFile(Path path, Opener opener, long rotateAtBytes, int keep) throws IOException {
        this.path = path;
        this.opener = opener;
        this.rotateAtBytes = rotateAtBytes;
        this.keep = keep;
        channel = opener.open(path);
    }

    /**
     * Opens it, appending to what it holds.
     *
     * @throws IOException when it cannot be written
     */
    static LogFile open(AccessLogSettings settings, String name) throws IOException {
        Path path = settings.directory().resolve(name);
        return new LogFile(path, LogFile::append, settings.rotateAtBytes(), settings.keep());
    }

    /** A file that is written through a channel of the opener's. */
    static LogFile of(Path path, Opener opener) throws IOException {
        return new LogFile(path, opener, 0, 1);
    }

    /** The process's standard output, which is neither rotated nor opened anew. */
    static LogFile stdout() throws IOException {
        WritableByteChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        return of(Path.of(AccessLogSettings.STDOUT), unused -> out);
    }

    /** Makes the folder when it is missing: it may have been renamed as a whole. */
    private static FileChannel append(Path path) throws IOException {
        if (isFifo(path)) {
            // Opened for writing alone it would wait for a reader, at the start and at each reload. This way bytes wait
            // in it for one, and when it is full it is a disk that takes nothing.
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        Path folder = path.getParent();
        if (folder != null && Files.notExists(folder)) {
            Files.createDirectories(folder);
        }
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static boolean isFifo(Path path) {
        try {
            Object mode = Files.getAttribute(path, "unix:mode");
            return mode instanceof Integer bits && (bits & FILE_TYPE) == FIFO;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    /** Number of lines that could not be written since the file was opened. Thread-safe. */
    long lost() {
        return lostInAll.get();
    }

    /** Takes a line, without its end. */
    void put(String line) {
        put(lines -> lines.writeBytes(line.getBytes(UTF_8)));
    }

    /** Takes a line that the text appends to the lines before it, without its end: all of it or, when it throws, nothing. */
    void put(Consumer<ByteArrayOutputStream> text) {
        text.accept(lines);
        lines.write('\n');
        if (lines.size() >= BATCH_BYTES) {
            flush();
        }
    }

    /** Writes all lines. */
    void flush() {
        if (lines.size() == 0 && torn.length == 0) {
            return;
        }
        rotate();
        byte[] batch = batch();
        ByteBuffer left = ByteBuffer.wrap(batch);
        try {
            while (left.hasRemaining()) {
                channel.write(left);
            }
            torn = NONE;
            recovered();
        } catch (IOException failure) {
            failed(failure, batch, left.position());
        }
    }

    private byte[] batch() {
        byte[] fresh = lines.toByteArray();
        lines.reset();
        if (torn.length == 0) {
            return fresh;
        }
        byte[] all = Arrays.copyOf(torn, torn.length + fresh.length);
        System.arraycopy(fresh, 0, all, torn.length, fresh.length);
        return all;
    }

    private void failed(IOException failure, byte[] batch, int written) {
        int whole = lastEnd(batch, written);
        int from = whole;
        boolean begunBefore = whole == 0 && torn.length > 0;
        torn = NONE;
        if (begunBefore || (written > whole && !cutOff(written - whole))) {
            from = nextEnd(batch, written);
            torn = Arrays.copyOfRange(batch, written, from);
        }
        int lostNow = 0;
        for (int at = from; at < batch.length; at++) {
            lostNow += batch[at] == '\n' ? 1 : 0;
        }
        lost += lostNow;
        lostInAll.addAndGet(lostNow);
        failedAt = System.nanoTime();
        if (!failing) {
            failing = true;
            LOG.error(
                    "access log: {} cannot be written: {}; its lines are lost until it can",
                    path,
                    failure.getMessage());
        }
    }

    /** The end of the last whole line before this place; 0 when there is none. */
    private static int lastEnd(byte[] batch, int place) {
        int end = place;
        while (end > 0 && batch[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** The end of the line that this place is in. */
    private static int nextEnd(byte[] batch, int place) {
        int end = place + 1;
        while (batch[end - 1] != '\n') {
            end++;
        }
        return end;
    }

    private boolean cutOff(int bytes) {
        try {
            if (channel instanceof FileChannel file && file.size() >= bytes) {
                file.truncate(file.size() - bytes);
                return true;
            }
            return false;
        } catch (IOException unwilling) {
            return false;
        }
    }

    private void recovered() {
        if (failing && System.nanoTime() - failedAt >= STEADY_NANOS) {
            LOG.warn("access log: {} is written again; {} lines are lost", path, lost);
            failing = false;
            lost = 0;
        }
    }

    /** Goes on in the file that has its name, or makes it: the one before may have been renamed. */
    void reopen() {
        flush();
        try {
            WritableByteChannel before = channel;
            channel = opener.open(path);
            torn = NONE;
            if (channel != before) {
                before.close();
            }
        } catch (IOException failure) {
            LOG.error("access log: {} cannot be opened anew: {}; the file before is written on", path, reason(failure));
        }
    }

    /** FILE.1 is the newest that was kept aside. */
    private void rotate() {
        try {
            if (rotateAtBytes == 0 || !(channel instanceof FileChannel file) || file.size() < rotateAtBytes) {
                return;
            }
            for (int number = keep - 1; number >= 0; number--) {
                Path from = number == 0 ? path : aside(number);
                if (Files.exists(from)) {
                    Files.move(from, aside(number + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            channel = opener.open(path);
            file.close();
            torn = NONE;
            cannotRotate = false;
        } catch (IOException failure) {
            if (!cannotRotate) {
                cannotRotate = true;
                LOG.error("access log: {} cannot be rotated: {}; it grows on", path, reason(failure));
            }
        }
    }

    private Path aside(int number) {
        return Path.of(path + "." + number);
    }

    private static String reason(IOException failure) {
        return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    void close() {
        flush();
        if (failing) {
            LOG.error("access log: {} lines of {} are lost", lost, path);
        }
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.error("access log: {} cannot be closed: {}", path, reason(failure));
        }
    }
}

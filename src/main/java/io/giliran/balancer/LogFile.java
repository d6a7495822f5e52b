package io.giliran.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.giliran.balancer.BalancerSettings.AccessLogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * One file of the access log, rotated where the settings ask for it. Lines gather in memory and are handed on together; a file
 * grows beyond its size by less than such a batch. Confined to one thread.
 */
final class LogFile {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int BATCH_BYTES = 64 * 1024;

    private final Path path;
    private final FileAppender<ByteArrayOutputStream> file;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(BATCH_BYTES);

    private LogFile(Path path, FileAppender<ByteArrayOutputStream> file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens it, appending to what it holds.
     *
     * @throws IOException when it cannot be written
     */
    static LogFile open(Context context, AccessLogSettings settings, String name) throws IOException {
        Path path = settings.directory().resolve(name);
        LineEncoder encoder = new LineEncoder();
        encoder.setContext(context);
        encoder.start();
        FileAppender<ByteArrayOutputStream> file =
                settings.rotateAtBytes() == 0 ? new FileAppender<>() : rotated(context, settings, path.toString());
        file.setContext(context);
        file.setName(name);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        file.setImmediateFlush(false);
        file.start();
        if (!file.isStarted()) {
            throw new IOException(path + " cannot be opened");
        }
        return new LogFile(path, file);
    }

    /** FILE.1 is the newest that was kept aside. */
    private static FileAppender<ByteArrayOutputStream> rotated(
            Context context, AccessLogSettings settings, String path) {
        RollingFileAppender<ByteArrayOutputStream> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(path);
        FixedWindowRollingPolicy numbered = new FixedWindowRollingPolicy();
        numbered.setContext(context);
        numbered.setParent(file);
        numbered.setFileNamePattern(path.replace("%", "\\%") + ".%i");
        numbered.setMinIndex(1);
        numbered.setMaxIndex(settings.keep());
        numbered.start();
        SizeBasedTriggeringPolicy<ByteArrayOutputStream> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(settings.rotateAtBytes()));
        size.setCheckIncrement(Duration.buildByMilliseconds(0));
        size.start();
        file.setRollingPolicy(numbered);
        file.setTriggeringPolicy(size);
        return file;
    }

    Path path() {
        return path;
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
            handOn();
        }
    }

    /** Hands all lines to the system. */
    void flush() {
        if (lines.size() > 0) {
            handOn();
        }
        try {
            file.getOutputStream().flush();
        } catch (IOException failure) {
            LOG.error("access log: {} cannot be written", path, failure);
        }
    }

    private void handOn() {
        try {
            file.doAppend(lines);
        } finally {
            lines.reset();
        }
    }

    void close() {
        flush();
        file.stop();
    }
}

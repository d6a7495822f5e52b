package io.giliran.balancer;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import io.giliran.balancer.BalancerSettings.AccessLogSettings;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Which client went to which backend, one line a connection: {@code balancer.log} in HAProxy's tcplog format and
 * {@code balancer.jsonl}. Lines go through a bounded queue to the disk; when it is full the caller waits, so no line is
 * lost. Thread-safe.
 */
final class AccessLog implements AutoCloseable {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final String TCPLOG = "balancer.log";
    private static final String JSON = "balancer.jsonl";
    private static final int CLOSE_WAITS_FOR_ALL_LINES = 0;

    private final LoggerContext context = new LoggerContext();
    private final TcplogFormat tcplogFormat =
            new TcplogFormat(ZoneId.systemDefault(), ProcessHandle.current().pid());
    private final JsonLineFormat jsonFormat = new JsonLineFormat();
    private final List<Path> files = new ArrayList<>();
    private final @Nullable Logger tcplog;
    private final @Nullable Logger json;

    private AccessLog(AccessLogSettings settings) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        tcplog = settings.tcplog() ? logger(settings, TCPLOG) : null;
        json = settings.json() ? logger(settings, JSON) : null;
        // What logback cannot write from now on it only tells here.
        context.getStatusManager().add((StatusListener) AccessLog::report);
        context.start();
    }

    /**
     * Opens the files that the settings ask for, appending to what they hold.
     *
     * @throws SettingsException when the directory cannot be written
     */
    static AccessLog open(AccessLogSettings settings) {
        if (settings.tcplog() || settings.json()) {
            Path directory = settings.directory();
            try {
                Files.createDirectories(directory);
            } catch (IOException failure) {
                throw unwritable(directory);
            }
            if (!Files.isWritable(directory)) {
                throw unwritable(directory);
            }
        }
        return new AccessLog(settings);
    }

    private static void report(Status status) {
        if (status.getLevel() >= Status.WARN) {
            LOG.error("access log: {}", status.getMessage(), status.getThrowable());
        }
    }

    private static SettingsException unwritable(Path directory) {
        return new SettingsException("cannot write the balancer's log to " + directory.toAbsolutePath()
                + "; give a folder that can be written as giliran.balancer.access-log.directory or --out");
    }

    /** The files that are written. */
    List<Path> files() {
        return List.copyOf(files);
    }

    void write(ConnectionRecord connection, OpenConnections open) {
        if (tcplog != null) {
            tcplog.info(tcplogFormat.format(connection, open));
        }
        if (json != null) {
            json.info(jsonFormat.format(connection));
        }
    }

    /** Waits until every line is written. */
    @Override
    public void close() {
        context.stop();
    }

    private Logger logger(AccessLogSettings settings, String fileName) {
        Path path = settings.directory().resolve(fileName);
        files.add(path);
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        file.start();
        if (!file.isStarted()) {
            context.stop();
            throw unwritable(settings.directory());
        }
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setName(fileName);
        queue.setQueueSize(settings.queue());
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(false);
        queue.setMaxFlushTime(CLOSE_WAITS_FOR_ALL_LINES);
        queue.addAppender(file);
        queue.start();
        Logger logger = context.getLogger(fileName);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(queue);
        return logger;
    }
}

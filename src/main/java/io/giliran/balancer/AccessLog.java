package io.giliran.balancer;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import io.giliran.balancer.BalancerSettings.AccessLogSettings;
import io.giliran.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Which client went to which backend, one line a connection: {@code balancer.log} in HAProxy's tcplog format and
 * {@code balancer.jsonl}; and, on request, each stage of each connection, {@code events.jsonl}, and what the policy was told
 * and what it picked, {@code picks.csv}. A thread of its own formats and writes what waits in a bounded queue, so that an
 * event loop never waits for a disk. Thread-safe.
 */
final class AccessLog implements AutoCloseable {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final String TCPLOG = "balancer.log";
    private static final String JSON = "balancer.jsonl";
    private static final String PICKS = "picks.csv";
    private static final String EVENTS = "events.jsonl";
    /** Lines gather that long and are written together; and nobody has to wake the writer for each of them. */
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What waits to be written. */
    sealed interface Entry permits Ended, Noted, LifeEvent {}

    record Ended(ConnectionRecord connection, OpenConnections.Snapshot open) implements Entry {}

    record Noted(String line) implements Entry {}

    private final ContextBase context = new ContextBase();
    private final TcplogFormat tcplogFormat =
            new TcplogFormat(ZoneId.systemDefault(), ProcessHandle.current().pid());
    private final JsonLineFormat jsonFormat = new JsonLineFormat();
    private final LifeEventFormat eventFormat = new LifeEventFormat();
    private final List<LogFile> files = new ArrayList<>();
    private final @Nullable LogFile tcplog;
    private final @Nullable LogFile json;
    private final @Nullable LogFile picks;
    private final @Nullable LogFile events;
    private final int capacity;
    private final Duration bytesEvery;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    /** Those that are not written yet. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicBoolean toldFull = new AtomicBoolean();

    private final Thread writer = new Thread(this::writeUntilClosed, "access-log");
    /** Run when the log was full and is not any more. */
    private volatile Runnable room = () -> {};

    private volatile boolean asleep;
    private volatile boolean closing;

    private AccessLog(AccessLogSettings settings) {
        capacity = settings.queue();
        bytesEvery = settings.events() ? settings.bytesEvery() : Duration.ZERO;
        tcplog = file(settings.tcplog(), settings, TCPLOG);
        json = file(settings.json(), settings, JSON);
        picks = file(settings.picks(), settings, PICKS);
        events = file(settings.events(), settings, EVENTS);
        // What logback cannot write from now on it only tells here.
        context.getStatusManager().add((StatusListener) AccessLog::report);
        context.start();
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Opens the files that the settings ask for, appending to what they hold.
     *
     * @throws SettingsException when the directory cannot be written
     */
    static AccessLog open(AccessLogSettings settings) {
        if (settings.writes()) {
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
        return files.stream().map(LogFile::path).toList();
    }

    /** Whether as many lines wait for the disk as may. */
    boolean isFull() {
        boolean full = waiting.get() >= capacity;
        if (full != toldFull.get() && toldFull.compareAndSet(!full, full)) {
            if (full) {
                LOG.warn("access log: {} connections wait for the disk; no more clients until it takes them", capacity);
            } else {
                LOG.warn("access log: the disk takes lines again; so clients are taken again");
            }
        }
        return full;
    }

    /** Sets what is run, on the writer's thread, when the log is not full any more; must not block. */
    void whenRoom(Runnable task) {
        room = task;
    }

    /** Takes a line, unless the log is full: then it has to be offered again. Never waits. */
    boolean offer(ConnectionRecord connection, OpenConnections open) {
        if (tcplog == null && json == null) {
            return true;
        }
        if (isFull()) {
            return false;
        }
        add(new Ended(connection, open.snapshot(connection.backend())));
        return true;
    }

    /** Whether picks are written down. */
    boolean takesPicks() {
        return picks != null;
    }

    /** Takes a line of the journal of picks. Even when the log is full: no pick is made without a client, and those wait. */
    void note(String line) {
        add(new Noted(line));
    }

    /** Whether the stages of connections are written down. */
    boolean takesEvents() {
        return events != null;
    }

    /** How often the bytes of an open connection are told; zero for never. */
    Duration bytesEvery() {
        return bytesEvery;
    }

    /** Takes a stage of a connection. Even when the log is full: then no more clients are taken, and soon it is not. */
    void tell(LifeEvent event) {
        add(event);
    }

    private void add(Entry entry) {
        waiting.incrementAndGet();
        entries.add(entry);
        if (asleep) {
            LockSupport.unpark(writer);
        }
    }

    /** Waits until every line is written. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException wish) {
                interrupted = true;
            }
        }
        stopFiles();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilClosed() {
        while (true) {
            boolean last = closing;
            if (writeWaiting()) {
                LockSupport.parkNanos(this, closing ? 1 : NAP_NANOS);
            } else if (last) {
                return;
            } else {
                asleep = true;
                if (entries.isEmpty() && !closing) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }

    private boolean writeWaiting() {
        Entry entry = entries.poll();
        if (entry == null) {
            return false;
        }
        for (; entry != null; entry = entries.poll()) {
            try {
                write(entry);
            } catch (RuntimeException | Error failure) {
                // Without this thread the log would fill up, and nobody be accepted any more.
                LOG.error("access log: the line of {} is lost", entry, failure);
            } finally {
                if (waiting.decrementAndGet() == capacity - 1) {
                    room.run();
                }
            }
        }
        for (LogFile file : files) {
            try {
                file.flush();
            } catch (RuntimeException | Error failure) {
                LOG.error("access log: lines of {} are lost", file.path(), failure);
            }
        }
        return true;
    }

    private void write(Entry entry) {
        if (entry instanceof Ended ended) {
            if (tcplog != null) {
                tcplog.put(tcplogFormat.format(ended.connection(), ended.open()));
            }
            if (json != null) {
                json.put(lines -> jsonFormat.putTo(lines, ended.connection()));
            }
        } else if (picks != null && entry instanceof Noted noted) {
            picks.put(noted.line());
        } else if (events != null && entry instanceof LifeEvent event) {
            events.put(lines -> eventFormat.putTo(lines, event));
        }
    }

    private @Nullable LogFile file(boolean wanted, AccessLogSettings settings, String name) {
        if (!wanted) {
            return null;
        }
        try {
            LogFile file = LogFile.open(context, settings, name);
            files.add(file);
            return file;
        } catch (IOException failure) {
            stopFiles();
            throw unwritable(settings.directory());
        }
    }

    private void stopFiles() {
        files.forEach(LogFile::close);
        context.stop();
    }
}

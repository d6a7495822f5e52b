package io.giliran.balancer.log;

import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.settings.AccessLogSettings;
import io.giliran.settings.SettingsException;
import io.giliran.supervision.BoundedLog;
import io.giliran.supervision.Part;
import io.giliran.supervision.Spell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Access log: the backend of each connection, one line a connection, in {@code balancer.log} (HAProxy's tcplog format) and
 * {@code balancer.jsonl}; and, on request, each stage of each connection, {@code events.jsonl}, and the inputs and picks of the
 * policy, {@code picks.csv}. A thread of its own formats and writes what waits in a bounded queue, so that an event loop never
 * waits for a disk. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private final BoundedLog lostLines = new BoundedLog(LOG, Level.ERROR, System::nanoTime);
    private final Spell fullness = new Spell();
    private static final String TCPLOG = "balancer.log";
    private static final String JSON = "balancer.jsonl";
    private static final String PICKS = "picks.csv";
    private static final String EVENTS = "events.jsonl";
    /** Lines gather that long and are written together; and nobody has to wake the writer for each of them. */
    private static final long WATCH_MILLIS = 100;

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * Counts of the entries since the start.
     *
     * @param waiting taken and not written yet
     * @param written handed to the files
     * @param lost dropped while the disk stood still, or refused by the disk
     * @param isStalled whether entries are dropped at present
     */
    public record Figures(int waiting, long written, long lost, boolean isStalled) {
        /** The counts of a log that has had nothing to do. */
        public static final Figures NONE = new Figures(0, 0, 0, false);
    }

    /** Entry of the queue to the writing thread. */
    sealed interface Entry permits Ended, Noted, LifeEvent {}

    record Ended(ConnectionRecord connection, OpenConnections.Snapshot open) implements Entry {}

    record Noted(String line) implements Entry {}

    private final TcplogFormat tcplogFormat =
            new TcplogFormat(ZoneId.systemDefault(), ProcessHandle.current().pid());
    private final JsonLineFormat jsonFormat = new JsonLineFormat();
    private final LifeEventFormat eventFormat = new LifeEventFormat();
    private final List<LogFile> files = new ArrayList<>();
    private final @Nullable LogFile tcplog;
    private final @Nullable LogFile json;
    private final @Nullable LogFile picks;
    private final @Nullable LogFile events;
    private final boolean isStdout;
    private final int capacity;
    private final Duration bytesEvery;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    /** The number of entries that are not written yet. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicBoolean toldFull = new AtomicBoolean();

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong droppedInAll = new AtomicLong();
    private final Part part = new Part("access-log", Clock.systemUTC());
    /** Entries that were handed to the files. */
    private final AtomicLong written = new AtomicLong();

    private final long stalledAfterNanos;
    private final Thread writer = new Thread(this::run, "access-log");
    private final Thread watcher = new Thread(this::watch, "access-log-watch");
    /** Since when the writer has been busy with the same lines; 0 when it is not. */
    private volatile long writingSince;
    /** Whether lines that find the queue full are dropped. */
    private volatile boolean stalled;

    private volatile boolean reopens;
    /** Run when the log was full and is not any more. */
    private volatile Runnable room = () -> {};

    private volatile boolean asleep;
    private volatile boolean closing;

    private AccessLog(AccessLogSettings settings) {
        capacity = settings.queue();
        stalledAfterNanos = settings.stalledAfter().toNanos();
        bytesEvery = settings.events() ? settings.bytesEvery() : Duration.ZERO;
        isStdout = settings.isStdout();
        tcplog = file(isStdout ? !settings.stdoutJson() : settings.tcplog(), settings, TCPLOG);
        json = file(isStdout ? settings.stdoutJson() : settings.json(), settings, JSON);
        picks = file(settings.picks(), settings, PICKS);
        events = file(settings.events(), settings, EVENTS);
        writer.setDaemon(true);
        writer.start();
        if (stalledAfterNanos > 0) {
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    /**
     * Opens the files that the settings ask for, appending to what they hold.
     *
     * @throws SettingsException when the directory cannot be written
     */
    public static AccessLog open(AccessLogSettings settings) {
        if (settings.writes() && !settings.isStdout()) {
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

    private static SettingsException unwritable(Path directory) {
        return new SettingsException("cannot write the balancer's log to " + directory.toAbsolutePath()
                + "; give a folder that can be written as giliran.balancer.access-log.directory or --out");
    }

    /** The writer's state, for {@code /health}. */
    public Part part() {
        return part;
    }

    /** Counts of the entries since the start, for {@code /metrics}; for any thread. */
    public Figures figures() {
        long lost = droppedInAll.get() + files.stream().mapToLong(LogFile::lost).sum();
        return new Figures(waiting.get(), written.get(), lost, stalled);
    }

    /** The files that are written. */
    public List<Path> files() {
        return isStdout ? List.of() : files.stream().map(LogFile::path).toList();
    }

    /** Whether as many lines wait for the disk as may, and none may be dropped. */
    public boolean isFull() {
        boolean full = waiting.get() >= capacity;
        if (full != toldFull.get() && toldFull.compareAndSet(!full, full)) {
            if (full) {
                if (fullness.comes(System.nanoTime())) {
                    LOG.warn(
                            "access log: {} connections wait for the disk; no more clients until it takes them",
                            capacity);
                }
                LockSupport.unpark(watcher);
            }
        }
        if (!full && fullness.isOn()) {
            long times = fullness.endsAfter(System.nanoTime());
            if (times > 0) {
                LOG.warn("access log: the disk takes lines again, and clients are taken; it was full {} times", times);
            }
        }
        return full && !stalled;
    }

    private boolean isDropped() {
        if (stalled && waiting.get() >= capacity) {
            dropped.incrementAndGet();
            droppedInAll.incrementAndGet();
            return true;
        }
        return false;
    }

    /** Goes on in the files that have their names, soon: after a rotation by renaming. */
    public void reopen() {
        reopens = true;
        LockSupport.unpark(writer);
    }

    /** Sets what is run, on the writer's thread, when the log is not full any more; must not block. */
    public void whenRoom(Runnable task) {
        room = task;
    }

    /** Takes a line, unless the log is full: then it has to be offered again. Never waits. */
    public boolean offer(ConnectionRecord connection, OpenConnections open) {
        if (tcplog == null && json == null) {
            return true;
        }
        if (isFull()) {
            return false;
        }
        if (isDropped()) {
            return true;
        }
        add(new Ended(connection, open.snapshot(connection.backend())));
        return true;
    }

    /** Whether picks are written down. */
    public boolean takesPicks() {
        return picks != null;
    }

    /** Takes a line of the journal of picks. Even when the log is full: no pick is made without a client, and those wait. */
    public void note(String line) {
        if (!isDropped()) {
            add(new Noted(line));
        }
    }

    /** Whether the stages of connections are written down. */
    boolean takesEvents() {
        return events != null;
    }

    /** Interval at which the bytes of an open connection are logged; zero for never. */
    public Duration bytesEvery() {
        return bytesEvery;
    }

    /** Takes a stage of a connection. Even when the log is full: then no more clients are taken, and soon it is not. */
    void tell(LifeEvent event) {
        if (!isDropped()) {
            add(event);
        }
    }

    private void add(Entry entry) {
        waiting.incrementAndGet();
        entries.add(entry);
        if (asleep) {
            LockSupport.unpark(writer);
        }
    }

    /** Waits until every line is written, or until the disk has stalled for as long as lines need not wait. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        boolean interrupted = false;
        while (writer.isAlive() && !hasStalled()) {
            try {
                writer.join(stalledAfterNanos > 0 ? WATCH_MILLIS : 0);
            } catch (InterruptedException wish) {
                interrupted = true;
            }
        }
        LockSupport.unpark(watcher);
        if (writer.isAlive()) {
            // Its files stay open: closing them could hang as well.
            LOG.error("access log: the disk takes nothing; {} lines are lost", waiting.get() + dropped.get());
        } else {
            stopFiles();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasStalled() {
        long since = writingSince;
        return stalledAfterNanos > 0 && since != 0 && System.nanoTime() - since > stalledAfterNanos;
    }

    /**
     * Watches the writer while the queue is full. When the disk has stalled, lines are dropped, so that clients do not wait for
     * it.
     */
    private void watch() {
        while (!closing && writer.isAlive()) {
            if (waiting.get() < capacity) {
                LockSupport.park(this);
                continue;
            }
            if (hasStalled()) {
                if (!stalled) {
                    stalled = true;
                    part.degraded("the disk takes nothing; lines are dropped");
                    LOG.error(
                            "access log: nothing could be written for {} ms; from now on lines are dropped and counted",
                            TimeUnit.NANOSECONDS.toMillis(stalledAfterNanos));
                }
                room.run();
            }
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(WATCH_MILLIS));
        }
    }

    /**
     * Writes until the log is closed, whatever is thrown: without this thread the queue would fill up and no client would be
     * accepted.
     */
    private void run() {
        while (true) {
            try {
                writeUntilClosed();
                return;
            } catch (Throwable failure) {
                try {
                    part.stumbled(failure);
                } catch (Throwable evenThat) {
                    // No memory to say so; the next failure may find some.
                }
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }
    }

    private void writeUntilClosed() {
        while (true) {
            boolean last = closing;
            if (reopens) {
                reopens = false;
                files.forEach(LogFile::reopen);
            }
            if (writeWaiting()) {
                LockSupport.parkNanos(this, closing ? 1 : NAP_NANOS);
            } else if (last) {
                return;
            } else {
                asleep = true;
                if (entries.isEmpty() && !closing && !reopens) {
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
        writingSince = System.nanoTime() | 1;
        for (; entry != null; entry = entries.poll()) {
            try {
                write(entry);
            } catch (RuntimeException failure) {
                lostLines.write("access log: the line of {} is lost", entry, failure);
            } finally {
                written.incrementAndGet();
                if (waiting.decrementAndGet() == capacity - 1) {
                    room.run();
                }
            }
            writingSince = System.nanoTime() | 1;
        }
        files.forEach(LogFile::flush);
        writingSince = 0;
        if (stalled) {
            stalled = false;
            part.runs();
            LOG.warn("access log: the disk takes lines again; {} lines were dropped", dropped.getAndSet(0));
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
            LogFile file = settings.isStdout() ? LogFile.stdout() : LogFile.open(settings, name);
            files.add(file);
            return file;
        } catch (IOException failure) {
            stopFiles();
            throw unwritable(settings.directory());
        }
    }

    private void stopFiles() {
        files.forEach(LogFile::close);
    }
}

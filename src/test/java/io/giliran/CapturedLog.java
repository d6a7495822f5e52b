package io.giliran;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Takes what a class logs, in place of the console, until it is closed. */
public final class CapturedLog implements AutoCloseable {
    private final Logger logger;
    private final Events events = new Events();

    private CapturedLog(Logger logger, Level level) {
        this.logger = logger;
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
        logger.setLevel(level);
    }

    public static CapturedLog of(Class<?> source) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(source), Level.INFO);
    }

    /** Of a class, down to what is logged for debugging. */
    public static CapturedLog withDebug(Class<?> source) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(source), Level.DEBUG);
    }

    /** Of all classes in the package and those below it. */
    public static CapturedLog ofPackage(String name) {
        return new CapturedLog((Logger) LoggerFactory.getLogger(name), Level.INFO);
    }

    /** The audit log. */
    public static CapturedLog ofAudit() {
        return new CapturedLog((Logger) LoggerFactory.getLogger("io.giliran.audit"), Level.INFO);
    }

    /** The errors so far, in order. */
    public List<ILoggingEvent> errors() {
        return events.all.stream()
                .filter(event -> event.getLevel().equals(Level.ERROR))
                .toList();
    }

    /** The texts of the warnings so far, in order. */
    public List<String> warnings() {
        return texts(Level.WARN);
    }

    /** The texts of what was logged as information so far, in order. */
    public List<String> infos() {
        return texts(Level.INFO);
    }

    /** The texts of what was logged for debugging so far, in order. */
    public List<String> debugs() {
        return texts(Level.DEBUG);
    }

    private List<String> texts(Level level) {
        return events.all.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.setLevel(null);
        logger.setAdditive(true);
        logger.detachAppender(events);
    }

    private static final class Events extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            all.add(event);
        }
    }
}

package io.giliran.cli.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The signals of this process: SIGINT and SIGTERM end it in order, a second of them at once; SIGHUP reloads a balancer's
 * configuration, and SIGUSR1 and SIGUSR2 do nothing to it. Installed before anything else is done, so that a signal during the
 * start is neither lost nor fatal. Thread-safe.
 */
public final class Signals {
    private static final int OF_A_SIGNAL = 128;
    private static final int INTERRUPT = 2;
    private static final int TERMINATE = 15;

    private static final Signals HERE = new Signals();

    private final List<Runnable> handlers = new ArrayList<>();
    private @Nullable Runnable reload;
    private @Nullable Runnable hurry;
    private boolean reloadIsDue;
    private boolean ending;

    private Signals() {}

    /**
     * Installs the handlers; call it first of all.
     *
     * @param reloads whether SIGHUP asks for a reload, and SIGUSR1 and SIGUSR2 for nothing; otherwise they end the process, as
     *     they do by default
     */
    public static void install(boolean reloads) {
        List<Runnable> handlers = HERE.handlers;
        if (reloads) {
            handlers.add(SignalHandler.install("HUP", HERE::hangUp));
            // They end a JVM at once, without a line for any connection. By SIGUSR1 nginx opens its logs anew and
            // HAProxy
            // stops in order, by SIGUSR2 nginx replaces its program and HAProxy reloads. The JVM keeps SIGUSR2 to
            // itself
            // unless _JAVA_SR_SIGNUM names another one, as scripts/giliran has it.
            handlers.add(SignalHandler.install("USR1", () -> refuse("SIGUSR1")));
            handlers.add(SignalHandler.install("USR2", () -> refuse("SIGUSR2")));
        }
        handlers.add(SignalHandler.install("INT", () -> HERE.end(OF_A_SIGNAL + INTERRUPT)));
        handlers.add(SignalHandler.install("TERM", () -> HERE.end(OF_A_SIGNAL + TERMINATE)));
    }

    /** Puts back the handlers that were there before; for a JVM that goes on, such as Maven's. */
    public static void restore() {
        HERE.handlers.forEach(Runnable::run);
        HERE.handlers.clear();
    }

    /** Runs the task at each SIGHUP from now on, and at once when one has arrived before. */
    public static void onHangUp(Runnable task) {
        boolean isDue;
        synchronized (HERE) {
            HERE.reload = task;
            isDue = HERE.reloadIsDue;
            HERE.reloadIsDue = false;
        }
        if (isDue) {
            task.run();
        }
    }

    /** Runs the task at each SIGINT and SIGTERM after the first; the first begins the shutdown hooks. */
    public static void onSecondEnd(Runnable task) {
        synchronized (HERE) {
            HERE.hurry = task;
        }
    }

    /** Whether SIGINT or SIGTERM has arrived. */
    public static boolean areEnding() {
        synchronized (HERE) {
            return HERE.ending;
        }
    }

    private static void refuse(String signal) {
        LoggerFactory.getLogger(Signals.class)
                .warn("{} does nothing here; SIGHUP reloads and opens the logs anew, SIGTERM stops in order", signal);
    }

    private void hangUp() {
        Runnable task;
        synchronized (this) {
            task = reload;
            reloadIsDue = task == null;
        }
        if (task != null) {
            task.run();
        }
    }

    private void end(int exitCode) {
        Runnable task;
        boolean first;
        synchronized (this) {
            first = !ending;
            ending = true;
            task = hurry;
        }
        if (first) {
            System.exit(exitCode);
        } else if (task != null) {
            task.run();
        }
    }
}

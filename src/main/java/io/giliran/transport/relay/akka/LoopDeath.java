package io.giliran.transport.relay.akka;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the process when an event loop has died, as Akka does for every fatal error, but soon. The balancer's actors cannot stop
 * any more, so a shutdown in order would be waited for in vain, and meanwhile clients connect to nobody.
 */
record LoopDeath(UncaughtExceptionHandler akkas) implements UncaughtExceptionHandler {
    /** Time for others in the process to write results and logs, before the process is halted. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int FATAL = 255;

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        Thread end = new Thread(LoopDeath::halt, "end-of-process");
        end.setDaemon(true);
        end.start();
        akkas.uncaughtException(thread, cause);
    }

    private static void halt() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
        Runtime.getRuntime().halt(FATAL);
    }
}

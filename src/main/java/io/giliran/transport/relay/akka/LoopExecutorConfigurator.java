package io.giliran.transport.relay.akka;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import io.giliran.transport.loop.EventLoop;
import java.util.concurrent.ThreadFactory;

/** Makes an event loop the executor of an Akka dispatcher: what is configured as its {@code executor}. */
public final class LoopExecutorConfigurator extends ExecutorServiceConfigurator {
    private final int bufferBytes;
    private final boolean exitOnFatalError;

    /** Called by Akka, by reflection. */
    public LoopExecutorConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        bufferBytes = LoopDispatcherSettings.ofDispatcher(config).bufferBytes();
        exitOnFatalError = prerequisites.settings().JvmExitOnFatalError();
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        // Akka's own threads have it: of what is fatal it ends the process, unless akka.jvm-exit-on-fatal-error is off.
        Thread.UncaughtExceptionHandler akkas =
                threadFactory.newThread(() -> {}).getUncaughtExceptionHandler();
        Thread.UncaughtExceptionHandler died = exitOnFatalError ? new LoopDeath(akkas) : akkas;
        return () -> new LoopExecutorService(EventLoop.start(id, bufferBytes, died));
    }
}

package io.giliran.transport.relay.leg;

import java.time.Duration;

/** Coarse timer on the loop. */
public interface LoopTimer {
    /** Scheduled task that can be cancelled. */
    interface Alarm {
        void cancel();
    }

    /** Runs the task on the loop after the delay, late by up to a tick of Akka's scheduler. */
    Alarm after(Duration delay, Runnable task);
}

package io.giliran.backend;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Workers whose work ends when the test says so. */
final class ManualWorkers implements Workers {
    /** Accepted request. */
    record Job(long workNanos, Runnable done) {}

    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private volatile boolean hasFree = true;

    void setFree(boolean free) {
        hasFree = free;
    }

    /** The next request that was taken in, in order of arrival. */
    Job next() throws InterruptedException {
        Job job = jobs.poll(10, TimeUnit.SECONDS);
        if (job == null) {
            throw new AssertionError("no request was taken in");
        }
        return job;
    }

    /** How many requests were taken in and not asked for by {@link #next()}. */
    int waiting() {
        return jobs.size();
    }

    @Override
    public boolean hasFree() {
        return hasFree;
    }

    @Override
    public void serve(long workNanos, Runnable done) {
        jobs.add(new Job(workNanos, done));
    }

    @Override
    public void close() {}
}

package io.giliran.swarm;

/**
 * Progress of a run.
 *
 * @param clients present number
 * @param connected established connections
 * @param eachRequestConnects whether each of these is a request in flight, and the number of clients says nothing
 * @param done requests that have ended
 * @param planned requests of the run; -1 when it is not known before
 * @param perSecond requests ended a second, since the last progress
 * @param errors requests that have failed
 * @param p50Nanos the median of the corrected RTTs since the last progress; -1 when there were none
 * @param p99Nanos the 99th percentile of the same
 * @param elapsedSeconds since the start
 * @param part of the run that is over, from 0 to 1; -1 when it is not known
 * @param awaited what may end the run early, and its progress; empty for nothing
 */
public record Progress(
        int clients,
        int connected,
        boolean eachRequestConnects,
        long done,
        long planned,
        double perSecond,
        long errors,
        long p50Nanos,
        long p99Nanos,
        double elapsedSeconds,
        double part,
        String awaited) {}

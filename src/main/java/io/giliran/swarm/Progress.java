package io.giliran.swarm;

/**
 * How far a run is.
 *
 * @param connected connections that stand now
 * @param done requests that have ended
 * @param planned requests of the run; -1 when its duration decides
 * @param perSecond requests ended a second, since the last progress
 * @param errors requests that have failed
 * @param elapsedSeconds since the start
 */
public record Progress(int connected, long done, long planned, double perSecond, long errors, double elapsedSeconds) {}

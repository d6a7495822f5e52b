package io.giliran.simulation;

import io.giliran.workload.WholeNumber;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Workers that serve one request each, first come, first served, from one queue. */
final class QueueingService implements Service {
    private final EventQueue events;
    private final Requests requests;
    private final int firstWorker;
    private final int longestQueue;
    private final int[] serving;
    private final long[] ticket;
    /** Work that is left at the time of {@code since}, in ns at speed 1. */
    private final double[] left;

    private final long[] since;
    private final int[] idle;
    private int idleCount;
    private int head = Requests.NONE;
    private int tail = Requests.NONE;
    private int waiting;
    private double speed;

    QueueingService(
            EventQueue events, Requests requests, int firstWorker, int workers, int longestQueue, double speed) {
        this.events = events;
        this.requests = requests;
        this.firstWorker = firstWorker;
        this.longestQueue = longestQueue;
        this.speed = speed;
        serving = new int[workers];
        ticket = new long[workers];
        left = new double[workers];
        since = new long[workers];
        idle = new int[workers];
        Arrays.fill(serving, Requests.NONE);
        for (int worker = workers - 1; worker >= 0; worker--) {
            idle[idleCount++] = worker;
        }
    }

    @Override
    public boolean offer(int request, long now) {
        if (idleCount > 0) {
            start(idle[--idleCount], request, now);
            return true;
        }
        if (waiting >= longestQueue) {
            return false;
        }
        requests.next[request] = Requests.NONE;
        if (waiting++ == 0) {
            head = request;
        } else {
            requests.next[tail] = request;
        }
        tail = request;
        return true;
    }

    @Override
    public int done(int globalWorker, long doneTicket, long now) {
        int worker = globalWorker - firstWorker;
        if (ticket[worker] != doneTicket) {
            return Requests.NONE;
        }
        int request = serving[worker];
        if (waiting == 0) {
            serving[worker] = Requests.NONE;
            ticket[worker] = EventQueue.NO_TICKET;
            idle[idleCount++] = worker;
        } else {
            int first = head;
            head = requests.next[first];
            waiting--;
            start(worker, first, now);
        }
        return request;
    }

    @Override
    public void setSpeed(double changed, long now) {
        for (int worker = 0; worker < serving.length; worker++) {
            if (serving[worker] != Requests.NONE) {
                left[worker] = Math.max(0, left[worker] - (now - since[worker]) * speed);
                reschedule(worker, changed, now);
            }
        }
        speed = changed;
    }

    @Override
    public int inside() {
        return serving.length - idleCount + waiting;
    }

    @Override
    public void clear(IntConsumer dropped) {
        for (int worker = 0; worker < serving.length; worker++) {
            int request = serving[worker];
            if (request != Requests.NONE) {
                serving[worker] = Requests.NONE;
                ticket[worker] = EventQueue.NO_TICKET;
                idle[idleCount++] = worker;
                dropped.accept(request);
            }
        }
        while (waiting > 0) {
            int first = head;
            head = requests.next[first];
            waiting--;
            dropped.accept(first);
        }
    }

    private void start(int worker, int request, long now) {
        serving[worker] = request;
        long demand = requests.demand[request];
        left[worker] = WholeNumber.toDouble(demand);
        // Most backends have speed 1: the demand is their time, without dividing and rounding.
        if (speed == 1) {
            schedule(worker, demand, now);
        } else {
            reschedule(worker, speed, now);
        }
    }

    private void reschedule(int worker, double atSpeed, long now) {
        if (atSpeed == 0) {
            since[worker] = now;
            ticket[worker] = EventQueue.NO_TICKET;
        } else {
            schedule(worker, Math.round(left[worker] / atSpeed), now);
        }
    }

    private void schedule(int worker, long nanos, long now) {
        since[worker] = now;
        ticket[worker] = events.add(now + nanos, Simulation.DONE, firstWorker + worker);
    }
}

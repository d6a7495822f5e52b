package io.giliran.simulation.engine;

import io.giliran.workload.exact.ExactDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Workers that serve one request each, first come, first served, from one queue. */
final class QueueingService implements Service {
    private final EventQueue events;
    private final int firstWorker;
    private final int longestQueue;

    private static final class Worker {
        /** Number among the workers of all backends. */
        final int number;

        @Nullable
        Request serving;

        long ticket = EventQueue.NO_TICKET;
        /** Work that is left at the time of {@code since}, in ns at speed 1. */
        double left;

        long since;

        Worker(int number) {
            this.number = number;
        }
    }

    private final Worker[] workers;
    private final Worker[] idle;
    private int idleCount;
    private @Nullable Request head;
    private @Nullable Request tail;
    private int waiting;
    private double speed;

    QueueingService(EventQueue events, int firstWorker, int workers, int longestQueue, double speed) {
        this.events = events;
        this.firstWorker = firstWorker;
        this.longestQueue = longestQueue;
        this.speed = speed;
        this.workers = new Worker[workers];
        idle = new Worker[workers];
        for (int i = workers - 1; i >= 0; i--) {
            this.workers[i] = new Worker(firstWorker + i);
            idle[idleCount++] = this.workers[i];
        }
    }

    @Override
    public boolean offer(Request request, long now) {
        if (idleCount > 0) {
            start(idle[--idleCount], request, now);
            return true;
        }
        if (waiting >= longestQueue) {
            return false;
        }
        request.next = null;
        waiting++;
        Request before = tail;
        if (before == null) {
            head = request;
        } else {
            before.next = request;
        }
        tail = request;
        return true;
    }

    @Override
    public @Nullable Request done(int number, long doneTicket, long now) {
        Worker worker = workers[number - firstWorker];
        if (worker.ticket != doneTicket) {
            return null;
        }
        Request request = worker.serving;
        Request first = nextWaiting();
        if (first == null) {
            worker.serving = null;
            worker.ticket = EventQueue.NO_TICKET;
            idle[idleCount++] = worker;
        } else {
            start(worker, first, now);
        }
        return request;
    }

    @Override
    public void setSpeed(double changed, long now) {
        for (Worker worker : workers) {
            if (worker.serving != null) {
                worker.left = Math.max(0, worker.left - (now - worker.since) * speed);
                reschedule(worker, changed, now);
            }
        }
        speed = changed;
    }

    @Override
    public int inside() {
        return workers.length - idleCount + waiting;
    }

    @Override
    public void clear(Consumer<Request> dropped) {
        for (Worker worker : workers) {
            Request request = worker.serving;
            if (request != null) {
                worker.serving = null;
                worker.ticket = EventQueue.NO_TICKET;
                idle[idleCount++] = worker;
                dropped.accept(request);
            }
        }
        for (Request first = nextWaiting(); first != null; first = nextWaiting()) {
            dropped.accept(first);
        }
    }

    private @Nullable Request nextWaiting() {
        Request first = head;
        if (first != null) {
            head = first.next;
            if (head == null) {
                tail = null;
            }
            waiting--;
        }
        return first;
    }

    private void start(Worker worker, Request request, long now) {
        worker.serving = request;
        long demand = request.demand;
        worker.left = ExactDouble.of(demand);
        // Most backends have speed 1: the demand is their time, without dividing and rounding.
        if (speed == 1) {
            schedule(worker, demand, now);
        } else {
            reschedule(worker, speed, now);
        }
    }

    private void reschedule(Worker worker, double atSpeed, long now) {
        if (atSpeed == 0) {
            worker.since = now;
            worker.ticket = EventQueue.NO_TICKET;
        } else {
            schedule(worker, Math.round(worker.left / atSpeed), now);
        }
    }

    private void schedule(Worker worker, long nanos, long now) {
        worker.since = now;
        worker.ticket = events.add(now + nanos, Simulation.DONE, worker.number);
    }
}

package io.giliran.simulation.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Processor sharing: all requests inside are served at once and share the workers evenly, none with more than one. Kept in
 * the time of what a request has been given, in which each one's end stands when it comes: a heap finds the first.
 */
final class SharingService implements Service {
    private final EventQueue events;
    private final int id;
    private final int workers;
    private final int most;
    private double speed;
    /** Work that each request that was present all the time has received, in ns. */
    private double given;

    private long givenAt;
    private double[] endsAt = new double[16];
    private long[] order = new long[16];
    private Request[] row = new Request[16];
    private int size;
    private long come;
    private long ticket = EventQueue.NO_TICKET;

    SharingService(EventQueue events, int id, int workers, int longestQueue, double speed) {
        this.events = events;
        this.id = id;
        this.workers = workers;
        this.most = longestQueue >= Integer.MAX_VALUE - workers ? Integer.MAX_VALUE : workers + longestQueue;
        this.speed = speed;
    }

    @Override
    public boolean offer(Request request, long now) {
        if (size >= most) {
            return false;
        }
        pass(now);
        if (size == row.length) {
            endsAt = Arrays.copyOf(endsAt, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            row = Arrays.copyOf(row, 2 * size);
        }
        put(size++, given + request.demand, come++, request);
        schedule(now);
        return true;
    }

    @Override
    public @Nullable Request done(int worker, long doneTicket, long now) {
        if (doneTicket != ticket) {
            return null;
        }
        pass(now);
        given = Math.max(given, endsAt[0]);
        Request request = row[0];
        size--;
        if (size > 0) {
            sink(endsAt[size], order[size], row[size]);
        }
        schedule(now);
        return request;
    }

    @Override
    public void setSpeed(double changed, long now) {
        pass(now);
        speed = changed;
        schedule(now);
    }

    @Override
    public int inside() {
        return size;
    }

    @Override
    public void clear(Consumer<Request> dropped) {
        Request[] rows = Arrays.copyOf(row, size);
        size = 0;
        ticket = EventQueue.NO_TICKET;
        for (Request request : rows) {
            dropped.accept(request);
        }
    }

    private double rate() {
        return size <= workers ? speed : speed * workers / size;
    }

    private void pass(long now) {
        if (size == 0) {
            given = 0;
        } else {
            given += (now - givenAt) * rate();
        }
        givenAt = now;
    }

    private void schedule(long now) {
        ticket = size == 0 || speed == 0
                ? EventQueue.NO_TICKET
                : events.add(now + Math.max(0, Math.round((endsAt[0] - given) / rate())), Simulation.DONE, id);
    }

    private void put(int from, double end, long number, Request request) {
        int hole = from;
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (!before(end, number, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        set(hole, end, number, request);
    }

    private void sink(double end, long number, Request request) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && before(endsAt[child + 1], order[child + 1], child)) {
                child++;
            }
            if (before(end, number, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        set(hole, end, number, request);
    }

    private boolean before(double end, long number, int other) {
        return end < endsAt[other] || (end == endsAt[other] && number < order[other]);
    }

    private void move(int from, int to) {
        set(to, endsAt[from], order[from], row[from]);
    }

    private void set(int at, double end, long number, Request request) {
        endsAt[at] = end;
        order[at] = number;
        row[at] = request;
    }
}

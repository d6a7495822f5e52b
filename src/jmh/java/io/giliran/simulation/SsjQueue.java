package io.giliran.simulation;

import java.util.ArrayDeque;
import java.util.Queue;
import umontreal.ssj.randvar.ExponentialGen;
import umontreal.ssj.rng.LFSR258;
import umontreal.ssj.rng.MRG32k3a;
import umontreal.ssj.rng.RandomStream;
import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;
import umontreal.ssj.simevents.eventlist.DoublyLinked;
import umontreal.ssj.simevents.eventlist.EventList;
import umontreal.ssj.simevents.eventlist.SplayTree;
import umontreal.ssj.stat.Tally;

/**
 * One server and its queue as a program for SSJ in its event-oriented style; times are in ms. Two ways to set it up: as its
 * tutorial does, and as fast as SSJ goes: its quickest generator, the list that is best for two events, and the same two
 * event objects over and over.
 */
final class SsjQueue {
    private final Simulator simulator;
    private final boolean reusing;
    private final RandomStream gaps;
    private final RandomStream demands;
    private final double arrivalsPerMilli;
    private final double servicesPerMilli;
    private final Queue<Customer> inside = new ArrayDeque<>();
    private final Tally sojourns = new Tally();
    private final Event arrival;
    private final Event departure;
    private long toCome;

    private SsjQueue(
            EventList list,
            boolean reusing,
            RandomStream gaps,
            RandomStream demands,
            double arrivalsPerMilli,
            double servicesPerMilli) {
        simulator = new Simulator(list);
        this.reusing = reusing;
        this.gaps = gaps;
        this.demands = demands;
        this.arrivalsPerMilli = arrivalsPerMilli;
        this.servicesPerMilli = servicesPerMilli;
        arrival = new Arrival();
        departure = new Departure();
    }

    /** With the event list and the generator that SSJ has by default, and a new object for each event. */
    static SsjQueue usual(double arrivalsPerMilli, double servicesPerMilli) {
        return new SsjQueue(new SplayTree(), false, new MRG32k3a(), new MRG32k3a(), arrivalsPerMilli, servicesPerMilli);
    }

    static SsjQueue tuned(double arrivalsPerMilli, double servicesPerMilli) {
        return new SsjQueue(new DoublyLinked(), true, new LFSR258(), new LFSR258(), arrivalsPerMilli, servicesPerMilli);
    }

    /** Goes on with random numbers of which none was used yet. */
    void skipToNextSubstream() {
        gaps.resetNextSubstream();
        demands.resetNextSubstream();
    }

    /** Serves so many customers and returns how long they stayed on average, in ms. */
    double run(long customers) {
        toCome = customers;
        sojourns.init();
        simulator.init();
        nextArrival();
        simulator.start();
        return sojourns.average();
    }

    private void nextArrival() {
        if (toCome > 0) {
            toCome--;
            (reusing ? arrival : new Arrival()).schedule(ExponentialGen.nextDouble(gaps, arrivalsPerMilli));
        }
    }

    private void nextDeparture(Customer served) {
        (reusing ? departure : new Departure()).schedule(served.demand);
    }

    private record Customer(double arrivedAt, double demand) {}

    private final class Arrival extends Event {
        Arrival() {
            super(simulator);
        }

        @Override
        public void actions() {
            nextArrival();
            Customer customer = new Customer(simulator.time(), ExponentialGen.nextDouble(demands, servicesPerMilli));
            inside.add(customer);
            if (inside.size() == 1) {
                nextDeparture(customer);
            }
        }
    }

    private final class Departure extends Event {
        Departure() {
            super(simulator);
        }

        @Override
        public void actions() {
            sojourns.add(simulator.time() - inside.remove().arrivedAt);
            if (!inside.isEmpty()) {
                nextDeparture(inside.element());
            }
        }
    }
}

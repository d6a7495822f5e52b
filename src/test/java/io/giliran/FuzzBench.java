package io.giliran;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many random inputs for everything that reads what strangers write: how many a second, whether any breaks it, takes long
 * or leaves something behind. Run it with {@code scripts/bench/fuzz}.
 */
public final class FuzzBench {
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CHECK_MILLIS = 500;
    /** One object left behind by each input would be 16 bytes at least, 50 MiB of three million. */
    private static final long MAX_GROWTH_KIB = 4096;
    /** Until then classes are loaded and compiled, which stays. */
    private static final int WARM_UP_SHARE = 10;

    private FuzzBench() {}

    /** The arguments are the number of inputs, which the targets share, and the seed. */
    public static void main(String[] args) {
        long inputs = Long.parseLong(args[0]);
        long seed = Long.parseLong(args[1]);
        System.out.printf(
                Locale.ROOT,
                "Java %s, %,d inputs, seed %d%n%n%-16s %12s %10s %10s %12s %12s%n",
                Runtime.version(),
                inputs,
                seed,
                "reader",
                "inputs",
                "accepted",
                "inputs/s",
                "slowest ms",
                "growth KiB");
        List<FuzzTarget> targets = FuzzTest.targets();
        boolean grown = false;
        for (FuzzTarget target : targets) {
            grown |= run(target, inputs / targets.size(), seed) > MAX_GROWTH_KIB;
        }
        if (grown) {
            System.out.println("something was left behind: more than " + MAX_GROWTH_KIB + " KiB of growth");
            System.exit(1);
        }
    }

    /** Returns by how many KiB what is reachable has grown. */
    private static long run(FuzzTarget target, long inputs, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Watch watch = new Watch(target.name());
        watch.start();
        long warmUp = inputs / WARM_UP_SHARE;
        long accepted = 0;
        long slowestNanos = 0;
        long usedBefore = 0;
        long began = System.nanoTime();
        for (long i = 0; i < inputs; i++) {
            if (i == warmUp) {
                usedBefore = usedKib();
                slowestNanos = 0;
                began = System.nanoTime();
            }
            long inputSeed = seeds.nextLong();
            long start = System.nanoTime();
            watch.began(start, inputSeed);
            try {
                accepted += target.tryOne(new SplittableRandom(inputSeed)) ? 1 : 0;
            } catch (RuntimeException | AssertionError failure) {
                System.out.println(target.name() + ": the input of seed " + inputSeed + " breaks it");
                failure.printStackTrace(System.out);
                System.exit(1);
            }
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        watch.interrupt();
        long growth = usedKib() - usedBefore;
        System.out.printf(
                Locale.ROOT,
                "%-16s %,12d %9.1f%% %,10.0f %12.1f %12d%n",
                target.name(),
                inputs,
                100.0 * accepted / inputs,
                (inputs - warmUp) / seconds,
                slowestNanos / 1e6,
                growth);
        return growth;
    }

    private static long usedKib() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    /** Ends the program when one input takes too long. */
    private static final class Watch extends Thread {
        private final String target;
        private final AtomicLong startNanos = new AtomicLong(System.nanoTime());
        private final AtomicLong inputSeed = new AtomicLong();

        Watch(String target) {
            super("watch");
            this.target = target;
            setDaemon(true);
        }

        void began(long nanos, long seed) {
            inputSeed.lazySet(seed);
            startNanos.lazySet(nanos);
        }

        @Override
        public void run() {
            try {
                while (System.nanoTime() - startNanos.get() < HANG_NANOS) {
                    Thread.sleep(CHECK_MILLIS);
                }
            } catch (InterruptedException done) {
                return;
            }
            System.out.println(target + ": the input of seed " + inputSeed.get() + " hangs it");
            Runtime.getRuntime().halt(1);
        }
    }
}

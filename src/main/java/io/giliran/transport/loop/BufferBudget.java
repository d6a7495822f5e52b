package io.giliran.transport.loop;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Budget of the direct memory that all loops together may take for bytes of stalled legs. Hands it out in slabs, which are
 * never given back, so that no stall allocates anything. Thread-safe.
 *
 * <p>A JVM that is short of direct memory sleeps for half a second before it fails to allocate; on a loop all connections would
 * wait. So the limit is half of what the JVM allows, and a slab is allocated only while the rest of the process has left room
 * for it.
 */
public final class BufferBudget {
    /** 64 chunks of 16 KiB. */
    static final int SLAB_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(BufferBudget.class);
    /** Upper bound on any machine: 16,000 stalled legs with one chunk each. */
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    /** The part of the JVM's direct memory that is ours. */
    private static final int PART = 2;
    /** Kept free of slabs whatever is counted: for the JDK's own buffers. */
    private static final long SPARED_BYTES = 4L * SLAB_BYTES;

    private static final String MAX_DIRECT_MEMORY = "MaxDirectMemorySize";

    private final AtomicLong left = new AtomicLong();
    private final IntFunction<ByteBuffer> allocator;
    private volatile long limit;
    private volatile LongSupplier room = () -> Long.MAX_VALUE;

    /** Creates a budget without memory, until it is opened. */
    public BufferBudget() {
        this(0, ByteBuffer::allocateDirect);
    }

    /** @param allocator of a slab; may throw an OutOfMemoryError */
    BufferBudget(long limit, IntFunction<ByteBuffer> allocator) {
        this.allocator = allocator;
        setLimit(limit);
    }

    /**
     * Finds out how much this JVM allows, which loads classes for some tens of milliseconds: not to be called on a loop.
     *
     * @param limitBytes the limit; 0 for half of what the JVM allows, and at most 256 MiB
     */
    public void open(long limitBytes) {
        long most = maxDirectMemory();
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .ifPresent(direct -> room = () -> most - direct.getMemoryUsed());
        setLimit(limitBytes > 0 ? limitBytes : Math.min(most / PART, MOST_BYTES));
    }

    private void setLimit(long bytes) {
        limit = bytes;
        left.set(bytes);
    }

    /** Returns the JVM's limit of direct memory: the size of its heap unless an option says otherwise. */
    private static long maxDirectMemory() {
        long option = 0;
        try {
            com.sun.management.HotSpotDiagnosticMXBean options =
                    ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class);
            if (options != null) {
                option = Long.parseLong(options.getVMOption(MAX_DIRECT_MEMORY).getValue());
            }
        } catch (IllegalArgumentException anotherJvm) {
            LOG.debug("this JVM has no option {}", MAX_DIRECT_MEMORY, anotherJvm);
        }
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }

    /** Limit of all loops together, in bytes. */
    long limit() {
        return limit;
    }

    /** Bytes that can still be taken as slabs. */
    long left() {
        return left.get();
    }

    /** A slab of {@value #SLAB_BYTES} bytes, the caller's for good; null when none is left. */
    @Nullable
    ByteBuffer slab() {
        if (left.addAndGet(-SLAB_BYTES) < 0) {
            left.addAndGet(SLAB_BYTES);
            return null;
        }
        if (room.getAsLong() >= SLAB_BYTES + SPARED_BYTES) {
            try {
                return allocator.apply(SLAB_BYTES);
            } catch (OutOfMemoryError lessThanCounted) {
                LOG.debug("a slab cannot be allocated", lessThanCounted);
            }
        }
        left.set(0);
        LOG.warn(
                "direct memory is short: stalled connections have to do with the buffers allocated so far; -Xmx or"
                        + " -XX:{} gives more",
                MAX_DIRECT_MEMORY);
        return null;
    }
}

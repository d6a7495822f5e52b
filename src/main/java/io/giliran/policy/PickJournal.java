package io.giliran.policy;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A policy that writes down all that it is told and what it picks, one line of comma-separated values each, so that
 * {@link PickReplay} can tell the same to another one:
 *
 * <pre>
 * policy,NAME,SEED
 * eligible,INDEX:WEIGHT:NAME:KEY,…        name and key percent-encoded
 * pick,NOW,CLIENT KEY,INDEX,TRIED INDEX,… the index is empty when nobody could be picked
 * opened,NOW,INDEX                        likewise closed and failed
 * observed,NOW,INDEX,SIGNAL,NANOS
 * probes,NOW                             it wanted to know the load of some
 * probed,NOW,INDEX,IN FLIGHT,NANOS
 * </pre>
 *
 * Times are in ns of the caller's clock, keys in hex.
 */
public final class PickJournal implements BalancingPolicy {
    private final BalancingPolicy policy;
    private final Consumer<String> lines;
    private List<Backend> eligible = List.of();

    /**
     * Begins a journal.
     *
     * @param seed that the policy's randomness began with
     * @param lines is handed each line, without its end
     */
    public PickJournal(BalancingPolicy policy, long seed, Consumer<String> lines) {
        this.policy = policy;
        this.lines = lines;
        lines.accept("policy," + policy.name() + "," + seed);
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public void eligible(List<Backend> backends) {
        eligible = List.copyOf(backends);
        StringJoiner line = new StringJoiner(",", "eligible,", "").setEmptyValue("eligible");
        for (Backend backend : backends) {
            line.add(backend.index() + ":" + backend.weight() + ":" + PickReplay.encoded(backend.name()) + ":"
                    + PickReplay.encoded(backend.key()));
        }
        lines.accept(line.toString());
        policy.eligible(backends);
    }

    @Override
    public @Nullable Backend pick(long clientKey, TriedBackends tried, long nowNanos) {
        Backend picked = policy.pick(clientKey, tried, nowNanos);
        StringBuilder line = new StringBuilder("pick,")
                .append(nowNanos)
                .append(',')
                .append(Long.toHexString(clientKey))
                .append(',');
        if (picked != null) {
            line.append(picked.index());
        }
        if (tried.count() > 0) {
            for (Backend backend : eligible) {
                if (tried.contains(backend)) {
                    line.append(',').append(backend.index());
                }
            }
        }
        lines.accept(line.toString());
        return picked;
    }

    @Override
    public void connectionOpened(Backend backend, long nowNanos) {
        lines.accept("opened," + nowNanos + "," + backend.index());
        policy.connectionOpened(backend, nowNanos);
    }

    @Override
    public void connectionClosed(Backend backend, long nowNanos) {
        lines.accept("closed," + nowNanos + "," + backend.index());
        policy.connectionClosed(backend, nowNanos);
    }

    @Override
    public void connectionFailed(Backend backend, long nowNanos) {
        lines.accept("failed," + nowNanos + "," + backend.index());
        policy.connectionFailed(backend, nowNanos);
    }

    @Override
    public void noteIn(@Nullable PickNotes notes) {
        policy.noteIn(notes);
    }

    @Override
    public Set<Signal> signals() {
        return policy.signals();
    }

    @Override
    public int wantedProbes(Backend[] wanted, long nowNanos) {
        int count = policy.wantedProbes(wanted, nowNanos);
        if (count > 0) {
            lines.accept("probes," + nowNanos);
        }
        return count;
    }

    @Override
    public void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {
        lines.accept("probed," + nowNanos + "," + backend.index() + "," + inFlight + "," + latencyNanos);
        policy.probed(backend, inFlight, latencyNanos, nowNanos);
    }

    @Override
    public void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        lines.accept("observed," + nowNanos + "," + backend.index() + "," + signal + "," + nanos);
        policy.observed(backend, signal, nanos, nowNanos);
    }
}

package io.giliran.policy;

import io.giliran.policy.BackendPool.Member;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and picks of a pool, a line of comma-separated values for each, so that {@link PickReplay} can repeat them with
 * another pool:
 *
 * <pre>
 * pool,POLICY,SEED,SLOW START
 * members,NOW,INDEX:WEIGHT:MAX CONNECTIONS:ROLE:NAME:KEY,…   role primary or backup; name and key percent-encoded
 * pick,NOW,CLIENT KEY,INDEX,TRIED INDEX,…                    the index is empty when nobody could be picked
 * opened,NOW,INDEX                                           likewise closed and failed
 * observed,NOW,INDEX,SIGNAL,NANOS
 * probes,NOW                                                 it wanted to know the load of some
 * probed,NOW,INDEX,IN FLIGHT,NANOS
 * slow-start,NOW,NANOS                                       a ramp-up takes so long from now on
 * joined,NOW,INDEX,AT                                        its ramp-up began then
 * </pre>
 *
 * Times are in ns of the caller's clock, the slow start in ns, keys in hex.
 *
 * <p>Several pools may be written down together: then each line begins with the number of its pool and a blank, see {@link
 * #line}.
 */
public final class PickJournal {
    private final Consumer<String> lines;
    private List<Member> members = List.of();

    /**
     * Begins a journal.
     *
     * @param seed that the policy's randomness began with
     * @param lines is handed each line, without its end
     */
    public PickJournal(String policy, long seed, long slowStartNanos, Consumer<String> lines) {
        this.lines = lines;
        lines.accept("pool," + policy + "," + seed + "," + slowStartNanos);
    }

    /** A line of one pool among several. */
    public static String line(int pool, String line) {
        return pool + " " + line;
    }

    void members(List<Member> replaced, long nowNanos) {
        members = List.copyOf(replaced);
        StringJoiner line = new StringJoiner(",").add("members").add(Long.toString(nowNanos));
        for (Member member : replaced) {
            Backend backend = member.backend();
            line.add(backend.index() + ":" + backend.weight() + ":" + member.maxConnections() + ":"
                    + (member.backup() ? PickReplay.BACKUP : PickReplay.PRIMARY) + ":"
                    + PickReplay.encoded(backend.name()) + ":" + PickReplay.encoded(backend.key()));
        }
        lines.accept(line.toString());
    }

    void picked(long clientKey, TriedBackends tried, @Nullable Backend picked, long nowNanos) {
        StringBuilder line = new StringBuilder("pick,")
                .append(nowNanos)
                .append(',')
                .append(Long.toHexString(clientKey))
                .append(',');
        if (picked != null) {
            line.append(picked.index());
        }
        if (tried.count() > 0) {
            for (Member member : members) {
                if (tried.contains(member.backend())) {
                    line.append(',').append(member.backend().index());
                }
            }
        }
        lines.accept(line.toString());
    }

    void opened(Backend backend, long nowNanos) {
        lines.accept("opened," + nowNanos + "," + backend.index());
    }

    void closed(Backend backend, long nowNanos) {
        lines.accept("closed," + nowNanos + "," + backend.index());
    }

    void failed(Backend backend, long nowNanos) {
        lines.accept("failed," + nowNanos + "," + backend.index());
    }

    void observed(Backend backend, Signal signal, long nanos, long nowNanos) {
        lines.accept("observed," + nowNanos + "," + backend.index() + "," + signal + "," + nanos);
    }

    void slowStart(long nanos, long nowNanos) {
        lines.accept("slow-start," + nowNanos + "," + nanos);
    }

    void joined(Backend backend, long atNanos, long nowNanos) {
        lines.accept("joined," + nowNanos + "," + backend.index() + "," + atNanos);
    }

    void probes(long nowNanos) {
        lines.accept("probes," + nowNanos);
    }

    void probed(Backend backend, int inFlight, long latencyNanos, long nowNanos) {
        lines.accept("probed," + nowNanos + "," + backend.index() + "," + inFlight + "," + latencyNanos);
    }
}

package io.giliran.policy;

import com.typesafe.config.ConfigFactory;
import io.giliran.settings.SettingsReader;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a policy costs a connection: the pick, being told that it was opened and closed, and the probes it wants; in ns. A pick allocates
 * nothing: {@code -prof gc} shows less than 0.01 B/op, which is that of the measuring itself.
 *
 * <p>No other connection is open, so all backends tie: the longest way through a policy that counts connections.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PickBenchmark {
    /** 2^64 over the golden ratio: its multiples are spread evenly, as the hashes of clients are. */
    private static final long NEXT_CLIENT = 0x9e3779b97f4a7c15L;

    private static final long LATENCY_NANOS = 1_000_000;

    @Param({
        RoundRobin.NAME,
        RandomPick.NAME,
        LeastLoaded.CONNECTIONS,
        TwoChoices.DISTINCT,
        TwoChoices.WITH_REPLACEMENT,
        LeastLoaded.PEAK_EWMA,
        TwoChoices.PEAK_EWMA,
        LeastLoaded.TIME,
        JoinIdleQueue.NAME,
        Prequal.NAME,
        ClientHash.SOURCE_HASH,
        ClientHash.RING_HASH,
        ClientHash.MAGLEV,
        Rendezvous.NAME,
        FirstUntried.NAME
    })
    public String policyName;

    @Param({"3", "100", "1000"})
    public int backends;

    private final Backend[] wanted = new Backend[BalancingPolicy.MOST_PROBES];
    private BalancingPolicy policy;
    private long clientKey;
    private long nowNanos;

    @Setup
    public void createPolicy() throws NoSuchFieldException {
        requireEveryPolicy();
        policy = Policies.create(policyName, parameters(), new SplittableRandom(1));
        policy.eligible(IntStream.range(0, backends)
                .mapToObj(i -> new Backend(i, "b" + (i + 1), 1))
                .toList());
    }

    @Benchmark
    public Backend pick() {
        clientKey += NEXT_CLIENT;
        nowNanos++;
        Backend picked = policy.pick(clientKey, TriedBackends.NONE, nowNanos);
        policy.connectionOpened(picked, nowNanos);
        policy.connectionClosed(picked, nowNanos);
        int probes = policy.wantedProbes(wanted, nowNanos);
        for (int i = 0; i < probes; i++) {
            policy.probed(wanted[i], 1, LATENCY_NANOS, nowNanos);
        }
        return picked;
    }

    private static PolicyParameters parameters() {
        return PolicySettings.parameters(
                SettingsReader.at(ConfigFactory.parseResources("reference.conf").resolve(), "giliran.balancer.policy"));
    }

    /** An annotation cannot ask the registry, so a new policy has to be added to it. */
    private static void requireEveryPolicy() throws NoSuchFieldException {
        Param measured = PickBenchmark.class.getField("policyName").getAnnotation(Param.class);
        if (!List.of(measured.value()).equals(Policies.names())) {
            throw new IllegalStateException("the policies are " + Policies.names());
        }
    }
}

package io.giliran.simulation;

import com.typesafe.config.ConfigFactory;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.ClientKey;
import io.giliran.policy.PickJournal;
import io.giliran.policy.Picking;
import io.giliran.policy.Policies;
import io.giliran.policy.PolicySettings;
import io.giliran.policy.TriedBackends;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.RandomStream;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * A run directory as a live run leaves it: Poisson arrivals, each on a connection of its own, exponential work, backends
 * that serve first come, first served. What a request takes beyond work and wait is said by the caller.
 */
public final class SampleRun {
    private static final long SECOND = 1_000_000_000;

    private final String policy;
    private final int backends;
    private final double load;
    private final int requests;
    private final long overheadNanos;
    private final List<String> times = new ArrayList<>();
    private final List<String> connections = new ArrayList<>();
    private final List<String> picks = new ArrayList<>();

    private record End(long nanos, Backend backend) {}

    /** The run is made by {@link #write}. */
    public SampleRun(String policy, int backends, double load, int requests, long overheadNanos) {
        this.policy = policy;
        this.backends = backends;
        this.load = load;
        this.requests = requests;
        this.overheadNanos = overheadNanos;
    }

    /** Makes all files in the folder. Work is 10 ms on average. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        live();
        times.add(
                0,
                "client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,first_byte_ns,end_ns,work_ns,bytes_out,"
                        + "bytes_in,address,backend,outcome");
        Files.write(folder.resolve("times.csv"), times);
        Files.write(folder.resolve("balancer.jsonl"), connections);
        Files.write(folder.resolve("picks.csv"), picks);
        Files.writeString(folder.resolve("config.conf"), "giliran.backend.workers = 1\n");
        Files.writeString(folder.resolve("summary.json"), "{ \"model\": \"open\", \"command\": \"demo\" }\n");
        return folder;
    }

    private void live() throws UnknownHostException {
        RandomStream coins = new RandomStream(7);
        Picking picking = new Picking(new BackendPool(
                () -> Policies.create(
                        policy,
                        PolicySettings.parameters(
                                SettingsReader.at(ConfigFactory.load("reference.conf"), "giliran.balancer.policy")),
                        coins),
                0));
        picking.recordIn(new PickJournal(policy, 7, 0, picks::add));
        List<Backend> all = IntStream.range(0, backends)
                .mapToObj(i -> new Backend(i, "b" + (i + 1), 1, "127.0.0.1:700" + i))
                .toList();
        picking.set(all.stream().map(BackendPool.Member::of).toList(), 0);
        RandomStream draws = new RandomStream(1);
        long[] freeAt = new long[backends];
        PriorityQueue<End> open = new PriorityQueue<>(Comparator.comparingLong(End::nanos));
        long now = 0;
        for (int i = 0; i < requests; i++) {
            now += Math.round(-Math.log1p(-draws.nextDouble()) * SECOND / (100 * backends * load));
            long work = Math.round(-Math.log1p(-draws.nextDouble()) * SECOND / 100);
            while (!open.isEmpty() && open.peek().nanos() <= now) {
                End end = open.remove();
                picking.closed(end.backend(), end.nanos());
            }
            String client = "127.1." + i / 250 % 250 + "." + (1 + i % 250) + ":" + (20_000 + i / 62_500);
            Backend backend = Objects.requireNonNull(
                    picking.pick(ClientKey.of(HostPort.parse(client).resolve()), TriedBackends.NONE, now));
            long start = Math.max(now + overheadNanos / 2, freeAt[backend.index()]);
            freeAt[backend.index()] = start + work;
            long end = start + work + overheadNanos - overheadNanos / 2;
            open.add(new End(end, backend));
            times.add(String.format(
                    "%d,0,%d,%d,%d,%d,%d,%d,%d,40,43,%s,%s,ok",
                    i, now, now + 1, now + 2, now + 3, end - 1, end, work, client, backend.name()));
            connections.add(String.format(
                    "{\"connection\":%d,\"accepted\":\"2026-11-26T00:00:00Z\",\"client\":\"%s\",\"policy\":\"%s\",\"backend\":\"%s\","
                            + "\"backend_address\":\"%s\",\"attempts\":[{\"backend\":\"%s\",\"ns\":9}],\"connect_ns\":9,\"total_ns\":1}",
                    i + 1, client, policy, backend.name(), backend.key(), backend.name()));
        }
    }
}

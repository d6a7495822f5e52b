package io.giliran.backend;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the overhead of one request beyond its work: socket, stream, timer and back, one request at a time over one
 * connection. Run it with {@code scripts/bench/timer}.
 */
public final class WorkBench {
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WARM_UP_SECONDS = 5;

    private WorkBench() {}

    /** Measures each row for as many seconds as the argument says. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        ActorSystem<BackendServer.Event> system = ActorSystem.create(
                Behaviors.setup(context -> {
                    context.spawn(BackendServer.create(SampleSettings.b1(""), context.getSelf()), "b1");
                    return Behaviors.receive(BackendServer.Event.class)
                            .onMessage(BackendServer.Bound.class, event -> {
                                bound.complete(event.address());
                                return Behaviors.same();
                            })
                            .build();
                }),
                "bench");
        InetSocketAddress address = bound.get(10, TimeUnit.SECONDS);
        System.out.printf(
                "%n%-34s %8s %10s %10s %10s%n", "RTT over one connection", "count", "p50 µs", "p99 µs", "p99.9 µs");
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setTcpNoDelay(true);
            measure(client, "@work=0, RTT", "@work=0 hello\n", 0, seconds);
            measure(client, "@work=1ms, RTT minus 1 ms", "@work=1ms hello\n", WORK_NANOS, seconds);
        }
        system.terminate();
    }

    private static void measure(Socket client, String name, String request, long workNanos, int seconds)
            throws IOException {
        ask(client, request, workNanos, WARM_UP_SECONDS);
        Histogram beyond = ask(client, request, workNanos, seconds);
        System.out.printf(
                "%-34s %8d %10.1f %10.1f %10.1f%n",
                name,
                beyond.getTotalCount(),
                beyond.getValueAtPercentile(50) / 1e3,
                beyond.getValueAtPercentile(99) / 1e3,
                beyond.getValueAtPercentile(99.9) / 1e3);
    }

    private static Histogram ask(Socket client, String request, long workNanos, int seconds) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte["b1 hello\n".length()];
        OutputStream out = client.getOutputStream();
        InputStream in = client.getInputStream();
        Histogram beyond = new Histogram(3);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            long sent = System.nanoTime();
            out.write(bytes);
            in.readNBytes(answer, 0, answer.length);
            beyond.recordValue(Math.max(0, System.nanoTime() - sent - workNanos));
        }
        return beyond;
    }
}

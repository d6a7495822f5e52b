package io.giliran.balancer.model;

import io.giliran.policy.Backend;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** Backends for tests: b1 on 127.0.0.1:7001, b2 on 7002, and so on. */
public final class SampleDestinations {
    private SampleDestinations() {}

    public static List<Destination> of(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Destination(
                        new Backend(index, "b" + (index + 1), 1), new InetSocketAddress("127.0.0.1", 7001 + index)))
                .toList();
    }
}

package io.giliran.balancer.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.discovery.DiscoverySource.Failed;
import io.giliran.balancer.discovery.DiscoverySource.Found;
import io.giliran.balancer.model.Destination;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiscoveriesTest {
    private final Discoveries discoveries = new Discoveries();

    @Test
    void isCompleteWhenEverySourceHasSaidSomething() {
        assertThat(discoveries.isComplete()).isTrue();
        discoveries.of(List.of("file", "dns"));
        assertThat(discoveries.isComplete()).isFalse();
        discoveries.take("file", new Found(List.of(backend(1))));
        assertThat(discoveries.isComplete()).isFalse();
        discoveries.take("dns", new Failed("no answer"));
        assertThat(discoveries.isComplete()).isTrue();
        assertThat(discoveries.all()).containsExactly(backend(1));
    }

    @Test
    void aSourceThatFailsKeepsWhatItHasFoundAndIsToldOnce() {
        discoveries.of(List.of("file"));
        discoveries.take("file", new Found(List.of(backend(1))));

        assertThat(discoveries.take("file", new Failed("it is gone")))
                .isEqualTo("discovery: file: it is gone; what was found before stays");
        assertThat(discoveries.take("file", new Failed("it is gone"))).isEmpty();
        assertThat(discoveries.all()).containsExactly(backend(1));
        assertThat(discoveries.take("file", new Failed("it is bad")))
                .isEqualTo("discovery: file: it is bad; what was found before stays");
        assertThat(discoveries.take("file", new Found(List.of(backend(2))))).isEqualTo("discovery: file is well again");
        assertThat(discoveries.take("file", new Found(List.of(backend(2))))).isEmpty();
        assertThat(discoveries.all()).containsExactly(backend(2));
    }

    @Test
    void aProblemFromTheStartIsToldAsSuch() {
        discoveries.of(List.of("dns"));

        assertThat(discoveries.take("dns", new Failed("no answer")))
                .isEqualTo("discovery: dns: no answer; no backend is known from it");
    }

    @Test
    void aSourceThatStaysKeepsWhatItHasFoundWhenOthersGo() {
        discoveries.of(List.of("file", "dns"));
        discoveries.take("file", new Found(List.of(backend(1))));
        discoveries.take("dns", new Found(List.of(backend(2))));

        discoveries.of(List.of("dns", "other"));
        assertThat(discoveries.isComplete()).isFalse();
        assertThat(discoveries.all()).containsExactly(backend(2));
        // What was under way for one that has gone.
        assertThat(discoveries.take("file", new Found(List.of(backend(1))))).isEmpty();
        assertThat(discoveries.all()).containsExactly(backend(2));
    }

    private static Destination backend(int number) {
        return new Destination(
                new Backend(0, "b" + number, 1),
                new InetSocketAddress("127.0.0.1", 7000 + number),
                false,
                BackendPool.ENDLESS);
    }
}

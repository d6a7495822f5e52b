package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StartGateTest {
    private final List<Long> starts = new ArrayList<>();
    private long now = 1_000;

    @Test
    void opensForAllWhenTheLastIsReady() {
        StartGate gate = new StartGate(3, () -> now);
        gate.ready(starts::add);
        gate.ready(starts::add);
        assertThat(starts).isEmpty();
        assertThat(gate.startNanos()).isZero();

        now = 5_000;
        gate.ready(starts::add);
        assertThat(starts).hasSize(3).containsOnly(gate.startNanos());
        assertThat(gate.startNanos()).isGreaterThan(now);
    }
}

package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.SampleConnection;
import org.junit.jupiter.api.Test;

final class OpenConnectionsTest {
    @Test
    void countsAllAndThoseOfEachBackendByThemselves() {
        OpenConnections open = new OpenConnections(2);
        open.reserve();
        open.reserve();
        open.reserve();
        open.opened(SampleConnection.B1);
        open.opened(SampleConnection.B2);
        open.opened(SampleConnection.B2);
        open.closed(SampleConnection.B1);
        open.ended();

        assertThat(open.all()).isEqualTo(2);
        assertThat(open.of(SampleConnection.B1)).isZero();
        assertThat(open.of(SampleConnection.B2)).isEqualTo(2);
    }
}

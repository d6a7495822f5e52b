package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TriedBackendsTest {
    private final List<Backend> backends = SampleBackends.equal(200);

    @Test
    void knowsThoseThatWereAdded() {
        TriedBackends tried = TriedBackends.NONE.with(backends.get(3));
        tried.add(backends.get(150));
        tried.add(backends.get(3));

        assertThat(tried.contains(backends.get(3))).isTrue();
        assertThat(tried.contains(backends.get(150))).isTrue();
        assertThat(tried.contains(backends.get(0))).isFalse();
        assertThat(tried.contains(backends.get(149))).isFalse();
        assertThat(tried.count()).isEqualTo(2);
    }

    @Test
    void noneHasNoneAndTakesNone() {
        assertThat(TriedBackends.NONE.count()).isZero();
        assertThat(TriedBackends.NONE.contains(backends.get(0))).isFalse();
        assertThatThrownBy(() -> TriedBackends.NONE.add(backends.get(0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a copy, or NONE, is shared");
        assertThat(TriedBackends.NONE.contains(backends.get(0))).isFalse();
    }

    @Test
    void twoClientsDoNotShareWhatTheyTried() {
        TriedBackends one = TriedBackends.NONE.with(backends.get(0));
        TriedBackends.NONE.with(backends.get(1));

        assertThat(one.contains(backends.get(1))).isFalse();
    }
}

package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FirstUntriedTest {
    private final FirstUntried policy = new FirstUntried();
    private final List<Backend> backends = SampleBackends.ofWeights(1, 256, 1);

    @Test
    void picksTheFirstDeclaredHoweverManyItHas() {
        policy.eligible(backends);
        for (int i = 0; i < 100; i++) {
            Backend picked = policy.pick(i, TriedBackends.NONE, 0);
            assertThat(picked).isSameAs(backends.get(0));
            policy.connectionOpened(picked, 0);
        }
    }

    /** HAProxy's first with maxconn: who is full is not eligible, and has its place back as soon as it is. */
    @Test
    void goesOnToTheNextWhileTheFirstIsOut() {
        policy.eligible(backends.subList(1, 3));
        assertThat(policy.pick(0, TriedBackends.NONE, 0)).isSameAs(backends.get(1));

        policy.eligible(backends);
        assertThat(policy.pick(0, TriedBackends.NONE, 0)).isSameAs(backends.get(0));
    }

    @Test
    void theTriedArePassedOver() {
        policy.eligible(backends);
        TriedBackends tried = TriedBackends.NONE.with(backends.get(0));
        assertThat(policy.pick(0, tried, 0)).isSameAs(backends.get(1));
        tried.add(backends.get(1));
        assertThat(policy.pick(0, tried, 0)).isSameAs(backends.get(2));
        tried.add(backends.get(2));
        assertThat(policy.pick(0, tried, 0)).isNull();
    }
}

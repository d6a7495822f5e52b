package io.giliran.balancer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.Origin;
import io.giliran.policy.Backend;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backends and their indexes. */
final class BackendRegistryTest {
    private final OpenConnections open = new OpenConnections(0);
    private final List<String> told = new ArrayList<>();
    private final BalancerObserver observer = new BalancerObserver() {
        @Override
        public void joined(String backend) {
            told.add("+" + backend);
        }

        @Override
        public void gone(String backend) {
            told.add("-" + backend);
        }
    };
    private final BackendRegistry registry = new BackendRegistry(open, observer);

    @Test
    void eachGetsTheNextIndexWhateverItWasCalledBefore() {
        assertThat(add("b1").backend().index()).isZero();
        assertThat(add("b2").backend().index()).isEqualTo(1);
        assertThat(registry.names()).containsExactly("b1", "b2");
        assertThat(registry.find("b2").orElseThrow().backend()).isEqualTo(new Backend(1, "b2", 1));
        assertThat(registry.find("b3")).isEmpty();
    }

    /** One that leaves is not gone while it has connections, nor while another one is here by its name. */
    @Test
    void tellsWhoJoinsAndWhoIsGone() {
        BackendRegistry.Entry first = add("b1");
        first.picked();
        registry.remove(first, null, 0);
        BackendRegistry.Entry second = elsewhere("b1");
        assertThat(told).containsExactly("+b1", "+b1");

        registry.connectionEnded(first.backend(), 0);
        assertThat(told).containsExactly("+b1", "+b1");
        second.picked();
        registry.remove(second, null, 0);
        assertThat(told).hasSize(2);

        registry.connectionEnded(second.backend(), 0);
        assertThat(told).containsExactly("+b1", "+b1", "-b1");
    }

    @Test
    void twoOfOneNameCannotBe() {
        add("b1");

        assertThatThrownBy(() -> add("b1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theIndexOfOneWithoutConnectionsIsFreeAtOnce() {
        BackendRegistry.Entry b1 = add("b1");
        add("b2");

        registry.remove(b1, null, 0);

        assertThat(registry.names()).containsExactly("b2");
        assertThat(add("b3").backend().index()).isZero();
    }

    @Test
    void theIndexOfOneThatLeavesIsFreeWhenItsLastConnectionHasEnded() {
        BackendRegistry.Entry b1 = add("b1");
        b1.picked();
        b1.picked();

        registry.remove(b1, null, 0);

        assertThat(registry.names()).isEmpty();
        assertThat(registry.find("b1")).isEmpty();
        assertThat(registry.find(0)).isEmpty();
        assertThat(registry.all()).containsExactly(b1);
        assertThat(b1.isLeaving()).isTrue();
        assertThat(add("b2").backend().index()).isEqualTo(1);
        registry.connectionEnded(b1.backend(), 0);
        assertThat(add("b3").backend().index()).isEqualTo(2);
        registry.connectionEnded(b1.backend(), 0);
        assertThat(add("b4").backend().index()).isZero();
    }

    /** A connection counts from its pick on, not only from when its actor has begun. */
    @Test
    void aConnectionThatHasNotBegunYetKeepsTheIndex() {
        BackendRegistry.Entry b1 = add("b1");
        b1.picked();
        assertThat(open.of(b1.backend())).isZero();

        registry.remove(b1, null, 0);

        assertThat(add("b2").backend().index()).isEqualTo(1);
    }

    @Test
    void anotherOneMayHaveTheNameOfOneThatLeaves() {
        BackendRegistry.Entry before = add("b1");
        before.picked();
        registry.remove(before, null, 0);

        BackendRegistry.Entry now = elsewhere("b1");

        assertThat(now.backend().index()).isEqualTo(1);
        assertThat(registry.find("b1")).contains(now);
        assertThat(registry.of(before.backend())).isSameAs(before);
        registry.connectionEnded(before.backend(), 0);
        assertThat(registry.all()).containsExactly(now);
    }

    @Test
    void anEndOfOneThatIsGoneChangesNothing() {
        BackendRegistry.Entry b1 = add("b1");
        registry.remove(b1, null, 0);

        registry.connectionEnded(b1.backend(), 0);

        assertThat(registry.all()).isEmpty();
    }

    @Test
    void itsIndexStaysWhenItIsDescribedAnew() {
        add("b1");
        BackendRegistry.Entry b2 = add("b2");
        b2.picked();

        registry.redescribe(b2, described("b2").withWeight(7).withMaxConnections(3));

        assertThat(b2.backend()).isEqualTo(new Backend(1, "b2", 7));
        assertThat(b2.destination().maxConnections()).isEqualTo(3);
        assertThat(b2.connections()).isEqualTo(1);
        assertThat(b2.picks()).isEqualTo(1);
    }

    /** The case: a bound of two held eight, because each return began to count anew. */
    @Test
    void oneThatComesBackWhileItLeavesIsTheSameOne() {
        BackendRegistry.Entry before = add("b1");
        before.picked();
        before.picked();
        registry.remove(before, null, 0);

        BackendRegistry.Entry now = registry.add(described("b1").withMaxConnections(2), Origin.DISCOVERY, 0);

        assertThat(now).isSameAs(before);
        assertThat(now.isLeaving()).isFalse();
        assertThat(now.connections()).isEqualTo(2);
        assertThat(now.origin()).isEqualTo(Origin.DISCOVERY);
        assertThat(now.destination().maxConnections()).isEqualTo(2);
        registry.connectionEnded(now.backend(), 0);
        registry.connectionEnded(now.backend(), 0);
        assertThat(registry.names()).containsExactly("b1");
    }

    @Test
    void oneThatComesBackAfterItsLastConnectionGoesOnWithItsPicksForAWhile() {
        BackendRegistry.Entry before = add("b1");
        before.picked();
        registry.remove(before, null, 0);
        registry.connectionEnded(before.backend(), 0);

        BackendRegistry.Entry now = registry.add(described("b1"), Origin.DISCOVERY, DepartedBackends.KEPT_NANOS - 1);
        assertThat(now.picks()).isEqualTo(1);
        registry.remove(now, null, 0);
        assertThat(registry.add(described("b1"), Origin.DISCOVERY, DepartedBackends.KEPT_NANOS)
                        .picks())
                .isZero();
        assertThat(registry.departed().size()).isZero();
    }

    @Test
    void backendsOfEverNewNamesTakeABoundedPlace() {
        for (int i = 0; i < 3 * DepartedBackends.MOST; i++) {
            registry.remove(registry.add(described("n" + i), Origin.DISCOVERY, i), null, i);
        }

        assertThat(registry.all()).isEmpty();
        assertThat(registry.departed().size()).isEqualTo(DepartedBackends.MOST);
        assertThat(registry.departed().nextForgetAt())
                .isEqualTo(2L * DepartedBackends.MOST + DepartedBackends.KEPT_NANOS);
        registry.departed().forget(3L * DepartedBackends.MOST + DepartedBackends.KEPT_NANOS);
        assertThat(registry.departed().size()).isZero();
        assertThat(registry.departed().nextForgetAt()).isEqualTo(Long.MAX_VALUE);
    }

    /** At another address. */
    private BackendRegistry.Entry elsewhere(String name) {
        return registry.add(new Destination(new Backend(9, name, 1), new InetSocketAddress("127.0.0.1", 7_002)));
    }

    private BackendRegistry.Entry add(String name) {
        return registry.add(described(name));
    }

    private static Destination described(String name) {
        return new Destination(new Backend(9, name, 1), new InetSocketAddress("127.0.0.1", 7_001));
    }
}

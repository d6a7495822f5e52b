package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.policy.Backend;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is here, under which index. */
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
        registry.remove(first);
        BackendRegistry.Entry second = add("b1");
        assertThat(told).containsExactly("+b1", "+b1");

        registry.connectionEnded(first.backend());
        assertThat(told).containsExactly("+b1", "+b1");
        second.picked();
        registry.remove(second);
        assertThat(told).hasSize(2);

        registry.connectionEnded(second.backend());
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

        registry.remove(b1);

        assertThat(registry.names()).containsExactly("b2");
        assertThat(add("b3").backend().index()).isZero();
    }

    @Test
    void theIndexOfOneThatLeavesIsFreeWhenItsLastConnectionHasEnded() {
        BackendRegistry.Entry b1 = add("b1");
        b1.picked();
        b1.picked();

        registry.remove(b1);

        assertThat(registry.names()).isEmpty();
        assertThat(registry.find("b1")).isEmpty();
        assertThat(registry.find(0)).isEmpty();
        assertThat(registry.all()).containsExactly(b1);
        assertThat(b1.isLeaving()).isTrue();
        assertThat(add("b2").backend().index()).isEqualTo(1);
        registry.connectionEnded(b1.backend());
        assertThat(add("b3").backend().index()).isEqualTo(2);
        registry.connectionEnded(b1.backend());
        assertThat(add("b4").backend().index()).isZero();
    }

    /** A connection counts from its pick on, not only from when its actor has begun. */
    @Test
    void aConnectionThatHasNotBegunYetKeepsTheIndex() {
        BackendRegistry.Entry b1 = add("b1");
        b1.picked();
        assertThat(open.of(b1.backend())).isZero();

        registry.remove(b1);

        assertThat(add("b2").backend().index()).isEqualTo(1);
    }

    @Test
    void oneThatLeavesMayComeBackUnderItsNameWithAnotherIndex() {
        BackendRegistry.Entry before = add("b1");
        before.picked();
        registry.remove(before);

        BackendRegistry.Entry now = add("b1");

        assertThat(now.backend().index()).isEqualTo(1);
        assertThat(registry.find("b1")).contains(now);
        assertThat(registry.of(before.backend())).isSameAs(before);
        registry.connectionEnded(before.backend());
        assertThat(registry.all()).containsExactly(now);
    }

    @Test
    void anEndOfOneThatIsGoneChangesNothing() {
        BackendRegistry.Entry b1 = add("b1");
        registry.remove(b1);

        registry.connectionEnded(b1.backend());

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

    private BackendRegistry.Entry add(String name) {
        return registry.add(described(name));
    }

    private static Destination described(String name) {
        return new Destination(new Backend(9, name, 1), new InetSocketAddress("127.0.0.1", 7_001));
    }
}

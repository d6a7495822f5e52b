package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.SampleConnection;
import io.giliran.transport.Activity;
import io.giliran.transport.Leg;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ConnectionObserverTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void bothSeeEveryStageAndTheFirstSeesItFirst() throws ReflectiveOperationException {
        ConnectionObserver both = named("a").and(named("b"));
        both.queued(1);
        both.picked(SampleConnection.B1, null);
        both.attempted(SampleConnection.B1, 2, null);
        both.firstByte(3);
        both.halfClosed(Leg.CLIENT);
        both.moved(new Activity(1, 2, 3));
        both.ended(SampleConnection.served());

        List<String> expected = new ArrayList<>();
        for (String stage : List.of("queued", "picked", "attempted", "firstByte", "halfClosed", "moved", "ended")) {
            expected.add("a " + stage);
            expected.add("b " + stage);
        }
        assertThat(seen).isEqualTo(expected);
        // A stage that is added has to be handed on to both.
        assertThat(Stream.of(ConnectionObserver.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(Method::getName))
                .containsExactlyInAnyOrder(
                        "queued", "picked", "attempted", "firstByte", "halfClosed", "moved", "ended", "and");
    }

    @Test
    void thereIsNothingToHandOnToNone() {
        ConnectionObserver one = named("a");

        assertThat(one.and(ConnectionObserver.NONE)).isSameAs(one);
        assertThat(ConnectionObserver.NONE.and(one)).isSameAs(one);
    }

    private ConnectionObserver named(String name) {
        ConnectionObserver noting = (ConnectionObserver) Proxy.newProxyInstance(
                ConnectionObserver.class.getClassLoader(),
                new Class<?>[] {ConnectionObserver.class},
                (proxy, method, arguments) -> {
                    seen.add(name + " " + method.getName());
                    return null;
                });
        return new ConnectionObserver.Both(ConnectionObserver.NONE, noting);
    }
}

package io.giliran.balancer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.giliran.CapturedLog;
import io.giliran.supervision.Part;
import io.giliran.supervision.Parts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GuardedObserverTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final Part part = Parts.of(kit.system()).add("metrics");
    private final CapturedLog log = CapturedLog.of(Part.class);

    @AfterEach
    void close() {
        log.close();
        kit.shutdownTestKit();
    }

    @Test
    void noMethodThrowsWhateverTheObserverThrows() throws Exception {
        BalancerObserver guarded = new GuardedObserver(throwing(new NoClassDefFoundError("Histogram")), part);
        int calls = 0;
        for (Method method : BalancerObserver.class.getMethods()) {
            method.invoke(guarded, arguments(method));
            calls++;
        }
        assertThat(calls).isGreaterThan(10);
        assertThat(part.view().failures()).isEqualTo(calls);
        assertThat(part.view().reason()).isEqualTo("java.lang.NoClassDefFoundError: Histogram");
        assertThat(log.errors()).hasSize(1);
    }

    @Test
    void whatTheJvmMayNotSurviveGoesOn() throws Exception {
        BalancerObserver guarded = new GuardedObserver(throwing(new OutOfMemoryError("Java heap space")), part);
        for (Method method : BalancerObserver.class.getMethods()) {
            assertThatThrownBy(() -> method.invoke(guarded, arguments(method)))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
    }

    /** The interface has default methods, so a forgotten one would be seen as one that does not reach the observer. */
    private static BalancerObserver throwing(Error failure) {
        return (BalancerObserver) Proxy.newProxyInstance(
                GuardedObserverTest.class.getClassLoader(),
                new Class<?>[] {BalancerObserver.class},
                (proxy, method, arguments) -> {
                    throw failure;
                });
    }

    private static Object[] arguments(Method method) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = method.getParameterTypes()[i] == long.class ? (Object) 1L : null;
        }
        return arguments;
    }

    /** A method that is not overridden would do nothing, in silence. */
    @Test
    void everyMethodIsHandedOn() {
        for (java.lang.reflect.Method method : BalancerObserver.class.getMethods()) {
            if (method.isDefault()) {
                assertThatCode(() ->
                                GuardedObserver.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                        .doesNotThrowAnyException();
            }
        }
    }
}

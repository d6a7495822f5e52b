package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Proves that an actor has a handler for every message of its protocol, private ones included: the compiler does not,
 * and a message without one is dropped.
 */
public final class ProtocolCheck {
    private static final long PATIENCE_SECONDS = 10;

    private ProtocolCheck() {}

    /**
     * Tells each message to an actor of its own. Its fields are null or 0; a handler that fails for that has handled it.
     *
     * @param protocol the interface of the messages; they are the records and enums that implement it in its room
     * @param actor makes a new one, which must not end by itself
     */
    public static <C> void everyMessageHasAHandler(ActorTestKit kit, Class<C> protocol, Supplier<Behavior<C>> actor)
            throws Exception {
        assertThat(unhandled(kit, protocol, actor))
                .as("messages of %s that nobody handles", protocol.getName())
                .isEmpty();
    }

    static <C> List<String> unhandled(ActorTestKit kit, Class<C> protocol, Supplier<Behavior<C>> actor)
            throws Exception {
        List<String> unhandled = new ArrayList<>();
        for (Class<?> type : messagesOf(protocol)) {
            Probe<C> probe = new Probe<>(protocol, protocol.cast(messageOf(type)));
            ActorRef<C> ref = kit.spawn(Behaviors.intercept(() -> probe, actor.get()));
            ref.tell(probe.message);
            if (!probe.handled.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                unhandled.add(type.getSimpleName());
            }
            kit.stop(ref);
        }
        return unhandled;
    }

    /** A protocol may be open, so its messages are looked for in its room. */
    private static List<Class<?>> messagesOf(Class<?> protocol) {
        String room = protocol.getPackageName().replaceFirst("(io\\.giliran(\\.\\w+)?).*", "$1");
        List<Class<?>> messages = new ArrayList<>();
        new ClassFileImporter()
                .importPackages(room).stream()
                        .filter(type -> type.isAssignableTo(protocol) && (type.isRecord() || type.isEnum()))
                        .map(JavaClass::reflect)
                        .forEach(messages::add);
        assertThat(messages).as("messages of %s", protocol.getName()).isNotEmpty();
        return messages;
    }

    private static Object messageOf(Class<?> type) throws ReflectiveOperationException {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        Class<?>[] components = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getDeclaredConstructor(components);
        canonical.setAccessible(true);
        return canonical.newInstance(
                Stream.of(components).map(ProtocolCheck::nothing).toArray());
    }

    private static Object nothing(Class<?> type) {
        if (!type.isPrimitive()) {
            return null;
        }
        return type == boolean.class ? (Object) false : type == long.class ? (Object) 0L : (Object) 0;
    }

    /** Sees what becomes of one message, and stops the actor after it. */
    private static final class Probe<C> extends BehaviorInterceptor<C, C> {
        private final C message;
        private final CompletableFuture<Boolean> handled = new CompletableFuture<>();

        Probe(Class<C> protocol, C message) {
            super(protocol);
            this.message = message;
        }

        @Override
        public Behavior<C> aroundReceive(TypedActorContext<C> context, C received, ReceiveTarget<C> target) {
            if (received != message) {
                return target.apply(context, received);
            }
            try {
                handled.complete(!Behavior.isUnhandled(target.apply(context, received)));
            } catch (RuntimeException forWantOfFields) {
                handled.complete(true);
            }
            return Behaviors.stopped();
        }

        @Override
        public Behavior<C> aroundSignal(TypedActorContext<C> context, Signal signal, SignalTarget<C> target) {
            try {
                return target.apply(context, signal);
            } catch (RuntimeException forWantOfFields) {
                return Behaviors.same();
            }
        }
    }
}

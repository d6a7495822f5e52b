package io.giliran.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Props;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Behaviors;
import io.giliran.CapturedLog;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A part that counts since its start, and fails as it is told. */
    record Message(Throwable failure, ActorRef<String> replyTo) {}

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<String> probe = kit.createTestProbe();
    private final CapturedLog log = CapturedLog.of(Part.class);

    @AfterEach
    void shutDown() {
        log.close();
        kit.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalStateException.class,
                AssertionError.class,
                NoClassDefFoundError.class,
                StackOverflowError.class
            })
    void aPartThatFailsBeginsAnewAndGetsTheMessagesThatCameMeanwhile(Class<? extends Throwable> kind) throws Exception {
        ActorRef<Message> part = spawn(OnFailure.RESTART);
        ask(part, null);
        probe.expectMessage(PATIENCE, "1");
        ask(part, null);
        probe.expectMessage(PATIENCE, "2");

        ask(part, kind.getConstructor().newInstance());
        ask(part, null);

        probe.expectMessage(PATIENCE, "1");
        assertThat(view().state()).isEqualTo(Part.State.RUNNING);
        assertThat(view().restarts()).isEqualTo(1);
        assertThat(view().reason()).isEqualTo(kind.getName());
        ask(part, new IllegalStateException());
        ask(part, null);
        probe.expectMessage(PATIENCE, "1");
        assertThat(view().restarts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class, StackOverflowError.class})
    void aPartThatTheProcessNeedsEndsAndItsParentIsTold(Class<? extends Throwable> kind) throws Exception {
        ActorRef<Message> part = spawn(OnFailure.END);

        ask(part, kind.getConstructor().newInstance());

        probe.expectMessage(PATIENCE, "failed");
        assertThat(view().state()).isEqualTo(Part.State.FAILED);
        assertThat(view().isUnhealthy()).isTrue();
    }

    @Test
    void aPartThatEndsInOrderIsForgotten() {
        ActorRef<Message> part = spawn(OnFailure.RESTART);
        ask(part, null);
        probe.expectMessage(PATIENCE, "1");
        assertThat(view().state()).isEqualTo(Part.State.RUNNING);

        part.tell(new Message(null, null));

        probe.expectMessage(PATIENCE, "ended");
        assertThat(Parts.of(kit.system()).all()).isEmpty();
    }

    private static void ask(ActorRef<Message> part, Throwable failure, ActorRef<String> replyTo) {
        part.tell(new Message(failure, replyTo));
    }

    private void ask(ActorRef<Message> part, Throwable failure) {
        ask(part, failure, probe.ref());
    }

    private Part.View view() {
        return Parts.of(kit.system()).all().get(0);
    }

    private ActorRef<Message> spawn(OnFailure onFailure) {
        TestProbe<ActorRef<Message>> spawned = kit.createTestProbe();
        kit.spawn(Behaviors.<Void>setup(context -> {
            ActorRef<Message> part = Parts.spawn(context, counting(), "part", onFailure, Props.empty());
            context.watch(part);
            spawned.ref().tell(part);
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, ended -> {
                        probe.ref().tell(ended instanceof ChildFailed ? "failed" : "ended");
                        return Behaviors.same();
                    })
                    .build();
        }));
        return spawned.receiveMessage(PATIENCE);
    }

    private static Behavior<Message> counting() {
        return Behaviors.setup(context -> {
            int[] count = new int[1];
            Supplier<String> next = () -> String.valueOf(++count[0]);
            return Behaviors.receiveMessage(message -> {
                if (message.failure() instanceof Error error) {
                    throw error;
                } else if (message.failure() instanceof RuntimeException failure) {
                    throw failure;
                } else if (message.replyTo() == null) {
                    return Behaviors.stopped();
                }
                message.replyTo().tell(next.get());
                return Behaviors.same();
            });
        });
    }
}

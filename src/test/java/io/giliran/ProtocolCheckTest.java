package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ProtocolCheckTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void findsTheMessagesThatHaveNoHandler() throws Exception {
        assertThat(ProtocolCheck.unhandled(KIT, Forgetful.Command.class, Forgetful::create))
                .containsExactly("Forgotten", "ForgottenToo");
    }

    private static final class Forgetful extends AbstractBehavior<Forgetful.Command> {
        sealed interface Command {}

        record Known(List<String> words, int count) implements Command {}

        private record Failing(String text) implements Command {}

        record Forgotten(boolean flag, long number) implements Command {}

        private enum ForgottenToo implements Command {
            INSTANCE
        }

        static Behavior<Command> create() {
            return Behaviors.setup(Forgetful::new);
        }

        private Forgetful(ActorContext<Command> context) {
            super(context);
        }

        @Override
        public Receive<Command> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Known.class, unused -> this)
                    .onMessage(Failing.class, this::onFailing)
                    .build();
        }

        private Behavior<Command> onFailing(Failing message) {
            return message.text().isEmpty() ? this : Behaviors.stopped();
        }
    }
}

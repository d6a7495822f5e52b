package io.giliran.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class AnswersTest {
    private final Answers answers = new Answers("b1");

    @Test
    void anAnswerIsTheNameASpaceAndTheMessage() {
        answers.addDone(message("hello"));
        answers.addDone(message(""));

        assertThat(batch()).isEqualTo("b1 hello\nb1 \n");
        assertThat(answers.hasBatch()).isFalse();
    }

    @Test
    void answersGoInTheOrderOfTheirRequests() {
        Answers.Pending first = answers.add(message("first"));
        Answers.Pending second = answers.add(message("second"));
        answers.addDone(message("third"));
        Answers.Pending fourth = answers.add(message("fourth"));

        answers.done(second);
        assertThat(answers.hasBatch()).isFalse();
        assertThat(answers.pendingCount()).isEqualTo(4);

        answers.done(first);
        assertThat(batch()).isEqualTo("b1 first\nb1 second\nb1 third\n");
        assertThat(answers.pendingCount()).isEqualTo(1);

        answers.done(fourth);
        assertThat(batch()).isEqualTo("b1 fourth\n");
    }

    @Test
    void anErrorLineGoesAfterTheAnswersBeforeIt() {
        Answers.Pending first = answers.add(message("first"));
        answers.addError("no");
        assertThat(answers.hasBatch()).isFalse();

        answers.done(first);
        assertThat(batch()).isEqualTo("b1 first\nerror: no\n");
    }

    @Test
    void countsTheBytesItHolds() {
        assertThat(answers.heldBytes()).isZero();

        Answers.Pending first = answers.add(message("first"));
        answers.addDone(message("2"));
        assertThat(answers.heldBytes()).isEqualTo("b1 first\nb1 2\n".length());

        answers.done(first);
        assertThat(answers.heldBytes()).isEqualTo("b1 first\nb1 2\n".length());

        answers.takeBatch();
        assertThat(answers.heldBytes()).isZero();
    }

    /** A batch must not change once it is taken. */
    @Test
    void aBatchStaysAsItWasTaken() {
        String large = "x".repeat(5_000);
        answers.addDone(message("small"));
        var first = answers.takeBatch();
        answers.addDone(message(large));
        var second = answers.takeBatch();
        answers.addDone(message("SMALL"));
        answers.addDone(message("y".repeat(5_000)));

        assertThat(UTF_8.decode(first).toString()).isEqualTo("b1 small\n");
        assertThat(UTF_8.decode(second).toString()).isEqualTo("b1 " + large + "\n");
    }

    @Test
    void copiesTheMessage() {
        byte[] bytes = "hello".getBytes(UTF_8);
        Answers.Pending pending = answers.add(ByteBuffer.wrap(bytes));
        answers.addDone(ByteBuffer.wrap(bytes, 1, 3));
        bytes[2] = '!';

        answers.done(pending);
        assertThat(batch()).isEqualTo("b1 hello\nb1 ell\n");
    }

    private String batch() {
        return UTF_8.decode(answers.takeBatch()).toString();
    }

    private static ByteBuffer message(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}

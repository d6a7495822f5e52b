package io.giliran.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.cli.process.Keys.Wish;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KeysTest {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private final PipedOutputStream keyboard = new PipedOutputStream();

    @Test
    void eachKeyIsAWishAndOthersAreNone() throws Exception {
        try (PipedInputStream input = new PipedInputStream(keyboard);
                Keys keys = Keys.listen(terminal(true), input, told::add)) {
            assertThat(next()).isEqualTo("entered");
            assertThat(keys.areHeard()).isTrue();
            press("+x-wS \nq");

            assertThat(next()).isEqualTo(Wish.MORE_CLIENTS);
            assertThat(next()).isEqualTo(Wish.FEWER_CLIENTS);
            assertThat(next()).isEqualTo(Wish.MORE_CLIENTS);
            assertThat(next()).isEqualTo(Wish.FEWER_CLIENTS);
            assertThat(next()).isEqualTo(Wish.END);
        }
        assertThat(next()).isEqualTo("left");
        assertThat(told).isEmpty();
    }

    @Test
    void theTerminalIsRestoredOnce() throws Exception {
        try (PipedInputStream input = new PipedInputStream(keyboard)) {
            Keys keys = Keys.listen(terminal(true), input, told::add);
            keys.close();
            keys.close();
            assertThat(keys.areHeard()).isFalse();
        }
        assertThat(told).containsExactly("entered", "left");
    }

    @Test
    void withoutATerminalNothingIsHeard() throws Exception {
        try (PipedInputStream input = new PipedInputStream(keyboard);
                Keys keys = Keys.listen(terminal(false), input, told::add)) {
            press("q");
            assertThat(keys.areHeard()).isFalse();
        }
        assertThat(told).containsExactly("entered");
    }

    private Keys.Terminal terminal(boolean there) {
        return new Keys.Terminal() {
            @Override
            public boolean enter() {
                told.add("entered");
                return there;
            }

            @Override
            public void leave() {
                told.add("left");
            }
        };
    }

    private void press(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.US_ASCII));
        keyboard.flush();
    }

    private Object next() throws InterruptedException {
        return told.poll(10, TimeUnit.SECONDS);
    }
}

package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class TimerSlackTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void lowersTheSlackOfTheCallingThreadOnly() throws Exception {
        long before = slackNanos();
        CompletableFuture<Long> lowered = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            TimerSlack.lowerForCurrentThread();
            lowered.complete(slackNanos());
        });
        thread.start();
        thread.join();

        assertThat(lowered).isCompletedWithValue(1L);
        assertThat(slackNanos()).isEqualTo(before).isGreaterThan(1);
    }

    private static long slackNanos() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            return Long.parseLong(Files.readString(Path.of("/proc/" + thread + "/timerslack_ns"))
                    .strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

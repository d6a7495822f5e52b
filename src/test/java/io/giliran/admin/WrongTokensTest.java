package io.giliran.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.CapturedLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WrongTokensTest {
    @Test
    void thoseBetweenTwoLinesAreCounted() {
        AtomicLong now = new AtomicLong(-5);
        WrongTokens tokens = new WrongTokens(now::get);
        try (CapturedLog log = CapturedLog.of(WrongTokens.class)) {
            for (int i = 0; i < 1_000; i++) {
                tokens.add("192.0.2.1:" + i);
            }
            now.addAndGet(Duration.ofSeconds(10).toNanos());
            tokens.add("192.0.2.2:1");
            now.addAndGet(Duration.ofSeconds(10).toNanos());
            tokens.add("192.0.2.3:1");

            assertThat(log.warnings())
                    .containsExactly(
                            "a call from 192.0.2.1:0 had no valid token",
                            "a call from 192.0.2.2:1 had no valid token, nor had 999 more since the last such line",
                            "a call from 192.0.2.3:1 had no valid token");
        }
    }
}

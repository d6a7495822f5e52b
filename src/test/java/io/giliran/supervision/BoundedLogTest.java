package io.giliran.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.CapturedLog;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

final class BoundedLogTest {
    private static final long PERIOD = LineBudget.PERIOD.toNanos();

    private final AtomicLong now = new AtomicLong(-5);
    private final BoundedLog bounded =
            new BoundedLog(LoggerFactory.getLogger(BoundedLogTest.class), Level.WARN, now::get);

    @Test
    void theFirstIsWrittenAtOnceAndThoseBetweenTwoLinesAreCounted() {
        try (CapturedLog log = CapturedLog.of(BoundedLogTest.class)) {
            for (int i = 0; i < 1_000; i++) {
                bounded.write("client {} is wrong", i);
            }
            now.addAndGet(PERIOD - 1);
            bounded.write("client {} is wrong", "x");
            now.addAndGet(1);
            bounded.write("client {} is wrong", "y");
            now.addAndGet(PERIOD);
            bounded.write("client {} is wrong", "z");

            assertThat(log.warnings())
                    .containsExactly(
                            "client 0 is wrong",
                            "client y is wrong; 1000 more like it since the line before",
                            "client z is wrong");
        }
    }

    @Test
    void aStackTraceIsThatOfTheLineThatIsWritten() {
        BoundedLog faults = new BoundedLog(LoggerFactory.getLogger(BoundedLogTest.class), Level.ERROR, now::get);
        try (CapturedLog log = CapturedLog.of(BoundedLogTest.class)) {
            faults.write("{} has failed", "a", new IllegalStateException("first"));
            faults.write("{} has failed", "b", new IllegalStateException("second"));
            faults.write("{} has failed", "b", new IllegalArgumentException("of another kind"));
            now.addAndGet(PERIOD);
            faults.write("{} has failed", "c", new IllegalStateException("third"));

            assertThat(log.errors())
                    .extracting(event -> event.getFormattedMessage() + " / "
                            + event.getThrowableProxy().getMessage())
                    .containsExactly(
                            "a has failed / first",
                            "b has failed / of another kind",
                            "c has failed; 1 more like it since the line before / third");
        }
    }

    @Test
    void aSpellIsOneLineAtItsBeginningAndACountWhenItHasBeenOverForAWhile() {
        Spell spell = new Spell();

        assertThat(spell.endsAfter(0)).isZero();
        assertThat(spell.comes(0)).isTrue();
        assertThat(spell.comes(1)).isFalse();
        assertThat(spell.endsAfter(PERIOD)).isZero();
        assertThat(spell.comes(PERIOD)).isFalse();
        assertThat(spell.endsAfter(2 * PERIOD - 1)).isZero();
        assertThat(spell.isOn()).isTrue();
        assertThat(spell.endsAfter(2 * PERIOD)).isEqualTo(3);
        assertThat(spell.isOn()).isFalse();
        assertThat(spell.endsAfter(3 * PERIOD)).isZero();
        assertThat(spell.comes(3 * PERIOD)).isTrue();
    }
}

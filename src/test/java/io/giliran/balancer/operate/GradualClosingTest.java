package io.giliran.balancer.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.operate.GradualClosing.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order and times of gradual closing, in virtual time. */
final class GradualClosingTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long START = -7 * SECOND;
    private static final long SEED = 20_261_125;

    @Test
    void theLongestIdleFirst() {
        GradualClosing closing = closing(1);

        assertThat(closing.due(List.of(new Candidate(1, 5), new Candidate(2, 9), new Candidate(3, 7)), START))
                .containsExactly(new Candidate(2, 9));
        assertThat(closing.due(List.of(new Candidate(1, 5), new Candidate(3, 7)), closing.nextAt()))
                .containsExactly(new Candidate(3, 7));
    }

    @Test
    void nothingBeforeItsTime() {
        GradualClosing closing = closing(1);
        closing.due(open(5), START);

        assertThat(closing.due(open(5), closing.nextAt() - 1)).isEmpty();
        assertThat(closing.due(open(5), closing.nextAt())).hasSize(1);
    }

    /** Asked when it wishes, later by up to 90 ms, and at any time between: in no second are more closed than may. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 1_000})
    void neverMoreThanItMayInAnySecond(int perSecond) {
        for (int lateMillis : new int[] {0, 10, 90}) {
            SplittableRandom late = new SplittableRandom(SEED);
            GradualClosing closing = closing(perSecond);
            List<Long> closedAt = new ArrayList<>();
            long now = START;
            while (now < START + 20 * SECOND) {
                for (Candidate ignored : closing.due(open(5_000), now)) {
                    closedAt.add(now);
                }
                now = closing.nextAt() + (lateMillis == 0 ? 0 : late.nextLong(lateMillis * MILLI));
            }

            for (int i = 0; i + perSecond < closedAt.size(); i++) {
                assertThat(closedAt.get(i + perSecond) - closedAt.get(i))
                        .as("%d closings, late by up to %d ms, seed %d", perSecond + 1, lateMillis, SEED)
                        .isGreaterThanOrEqualTo(SECOND);
            }
            // And nearly as many as that: a gap is 1.25 times as long on average.
            assertThat(closedAt.size() / 20.0).isGreaterThan(perSecond * 0.7);
        }
    }

    @Test
    void theGapsAreJittered() {
        GradualClosing closing = closing(10);
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long at = closing.nextAt();
            closing.due(open(1), at);
            gaps.add(closing.nextAt() - at);
        }

        // 1.1 to 1.4 times 100 ms, and all over that.
        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isBetween(110 * MILLI, 140 * MILLI));
        assertThat(gaps).anySatisfy(gap -> assertThat(gap).isLessThan(115 * MILLI));
        assertThat(gaps).anySatisfy(gap -> assertThat(gap).isGreaterThan(135 * MILLI));
    }

    /** 100 a second: in the 100 ms that a timer may be late fit 9 gaps of 11 ms, and one stands at each end. */
    @Test
    void nothingIsCaughtUpAfterAPause() {
        GradualClosing closing = closing(100);
        closing.due(open(1_000), START);

        assertThat(closing.due(open(1_000), START + 60 * SECOND)).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void whenThereWasNobodyToCloseNothingIsCaughtUp() {
        GradualClosing closing = closing(100);
        assertThat(closing.due(List.of(), START)).isEmpty();
        assertThat(closing.nextAt()).isGreaterThan(START);

        assertThat(closing.due(open(1_000), closing.nextAt())).hasSize(1);
    }

    private static GradualClosing closing(double perSecond) {
        return new GradualClosing(perSecond, new SplittableRandom(SEED), START);
    }

    private static List<Candidate> open(int count) {
        return LongStream.range(0, count).mapToObj(id -> new Candidate(id, id)).toList();
    }
}

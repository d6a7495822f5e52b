package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EvennessTest {
    @Test
    void saysThatSharesAreEqual() {
        assertThat(Evenness.sentence(shares(3, 3)))
                .isEqualTo("shares exactly equal, every backend got 3 of 6 connections");
    }

    @Test
    void aDifferenceOfOneIsStillATurnEach() {
        assertThat(Evenness.sentence(shares(3, 4, 3))).isEqualTo("every backend got 3 or 4 of 10 connections");
    }

    @Test
    void aLargerDifferenceNamesBothEnds() {
        // (5 + 3 + 4)² / (3 · 50) = 0.96; 5 / 4
        assertThat(Evenness.sentence(shares(5, 3, 4)))
                .isEqualTo("from 3 (b2) to 5 (b1) of 12 connections, Jain index 0.9600, max/mean 1.250");
    }

    @Test
    void ofEqualsTheFirstIsNamed() {
        assertThat(Evenness.sentence(shares(3, 5, 3, 5))).startsWith("from 3 (b1) to 5 (b2) of 16 connections");
    }

    @Test
    void aBackendThatGotNothingCounts() {
        assertThat(Evenness.sentence(shares(2, 0))).startsWith("from 0 (b2) to 2 (b1) of 2 connections");
        assertThat(Evenness.sentence(shares(1, 0))).isEqualTo("every backend got 0 or 1 of 1 connection");
    }

    @Test
    void oneBackendHasNobodyToShareWith() {
        assertThat(Evenness.sentence(shares(7))).isEqualTo("one backend got all 7 connections");
    }

    @Test
    void withoutAnyConnectionThereIsNothingToShare() {
        assertThat(Evenness.sentence(shares())).isEqualTo("no backend answered on any connection");
        assertThat(Evenness.sentence(shares(0, 0))).isEqualTo("no backend answered on any connection");
    }

    /** A connection on which nobody answered was given to a backend too, but the swarm cannot know to which. */
    @Test
    void whoGotTheUnansweredIsNotClaimed() {
        SampleRun run = new SampleRun("b1", "b2").answered("b1", 2).answered("b2", 2);
        run.unanswered(3);

        assertThat(Evenness.sentence(run.summary()))
                .isEqualTo(
                        "shares exactly equal, every backend got 2 of 4 answered connections (3 more had no answer)");
    }

    private static RunSummary shares(int... connections) {
        String[] names = new String[connections.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = "b" + (i + 1);
        }
        SampleRun run = new SampleRun(names);
        for (int i = 0; i < names.length; i++) {
            run.answered(names[i], connections[i]);
        }
        return run.summary();
    }
}

package io.giliran.simulation.replay;

import static io.giliran.simulation.RecordingsForTests.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.giliran.policy.Backend;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.Policies;
import io.giliran.policy.TriedBackends;
import io.giliran.simulation.RecordingsForTests;
import io.giliran.workload.RandomStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small recordings, whose every time can be reckoned by hand. */
final class ReplayTest {
    private static String name(@Nullable Backend picked) {
        return Objects.requireNonNull(picked).name();
    }

    private static ReplayRun asItWas(LiveRecording recording, double overheadMillis, boolean feedback) {
        return new ReplayRun(
                        recording,
                        null,
                        new ReplayRun.Assumptions(nanos(overheadMillis), feedback),
                        ReplayRun.PickWatch.UNSEEN)
                .run();
    }

    @Test
    void requestsWaitForTheWorkBeforeThemAtTheirBackend() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .connection("1.0.0.3:1", "b2")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 4, 5, 15)
                .first(2, "1.0.0.3:1", 5, 3, 8)
                .join();

        ReplayRun run = asItWas(recording, 1, false);

        assertThat(run.rtt).containsExactly(nanos(11), nanos(12), nanos(4));
        assertThat(run.waited).containsExactly(0, nanos(6), 0);
    }

    @Test
    void severalWorkersServeOneQueue() {
        LiveRecording recording = new RecordingsForTests()
                .backends(1, 2)
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .connection("1.0.0.3:1", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 1, 4, 5)
                .first(2, "1.0.0.3:1", 2, 5, 10)
                .join();

        assertThat(asItWas(recording, 0, false).rtt).containsExactly(nanos(10), nanos(4), nanos(8));
    }

    /** A kept connection is picked for once; its answers come in the order of its requests. */
    @Test
    void aKeptConnectionStaysWithItsBackend() {
        LiveRecording recording = new RecordingsForTests()
                .backends(2, 2)
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b2")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 0, 1, 1)
                .later(0, "1.0.0.1:1", 2, 3, 10)
                .join();

        ReplayResult result = Replay.of(recording, List.of(), 1);

        assertThat(result.picks()).isEqualTo(new PickAgreement(2, 2, null));
        assertThat(result.predicted().inOrder()).containsExactly(nanos(10), nanos(1), nanos(8));
        assertThat(result.error(ReplayMetric.P99)).isZero();
    }

    /** Whom smooth round robin picks after a second pick for one client, it says itself. */
    @Test
    void whoWasPassedOverIsPassedOverAgain() {
        BalancingPolicy turns = Policies.create("round-robin", RecordingsForTests.PARAMETERS, new RandomStream(1));
        List<Backend> all = List.of(new Backend(0, "b1", 1), new Backend(1, "b2", 1), new Backend(2, "b3", 1));
        turns.eligible(all);
        assertThat(turns.pick(0, TriedBackends.NONE, 0)).isEqualTo(all.get(0));
        String passedTo = name(turns.pick(0, TriedBackends.NONE.with(all.get(0)), 0));
        String second = name(turns.pick(0, TriedBackends.NONE, 0));
        String third = name(turns.pick(0, TriedBackends.NONE, 0));
        LiveRecording recording = new RecordingsForTests()
                .backends(3, 1)
                .connection("1.0.0.1:1", passedTo, "b1")
                .connection("1.0.0.2:1", second)
                .connection("1.0.0.3:1", third)
                .first(0, "1.0.0.1:1", 0, 1, 1)
                .first(1, "1.0.0.2:1", 5, 1, 6)
                .first(2, "1.0.0.3:1", 10, 1, 11)
                .join();

        assertThat(Replay.of(recording, List.of(), 1).picks()).isEqualTo(new PickAgreement(3, 3, null));
    }

    /** It was picked for in its turn, although the swarm never sent a request on it. */
    @Test
    void aConnectionWithoutRequestsTakesItsTurn() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b2")
                .connection("1.0.0.3:1", "b1")
                .first(0, "1.0.0.1:1", 0, 1, 1)
                .first(2, "1.0.0.3:1", 10, 1, 11)
                .join();

        assertThat(Replay.of(recording, List.of(), 1).picks()).isEqualTo(new PickAgreement(3, 3, null));
    }

    /** After two picks b1 leaves, and comes back after the fourth. */
    @Test
    void membersComeAndGoAfterAsManyPicks() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b2")
                .connection("1.0.0.3:1", "b2")
                .connection("1.0.0.4:1", "b2")
                .connection("1.0.0.5:1", "b1")
                .first(0, "1.0.0.1:1", 0, 1, 1)
                .first(1, "1.0.0.2:1", 5, 1, 6)
                .first(2, "1.0.0.3:1", 10, 1, 11)
                .first(3, "1.0.0.4:1", 15, 1, 16)
                .first(4, "1.0.0.5:1", 20, 1, 21)
                .members(2, "b2")
                .members(4, "b1", "b2")
                .join();

        assertThat(Replay.of(recording, List.of(), 1).picks()).isEqualTo(new PickAgreement(5, 5, null));
        // Who was not a member could not have been picked, however idle it was.
        assertThat(Regrets.of(recording, 2).choices())
                .extracting(choice -> choice.backend().name())
                .containsExactly("b2");
    }

    /** Replayed it is all the same: what comes later waits for it. */
    @Test
    void theWarmUpIsNotMeasured() {
        RecordingsForTests sample = new RecordingsForTests()
                .backends(1, 1)
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .connection("1.0.0.3:1", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 4, 10, 20)
                .first(2, "1.0.0.3:1", 12, 10, 30);

        assertThat(Replay.of(sample.warmUp(12).join(), List.of(), 1).predicted().inOrder())
                .containsExactly(nanos(18));
    }

    @Test
    void namesTheFirstPickThatIsNotTheSame() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .first(0, "1.0.0.1:1", 0, 1, 1)
                .first(1, "1.0.0.2:1", 10, 1, 11)
                .join();

        assertThat(Replay.of(recording, List.of(), 1).picks())
                .isEqualTo(new PickAgreement(2, 1, "connection 2 of 1.0.0.2:1: b1 was picked, now b2"));
    }

    /**
     * Two clients that wait for their answers, think 2 ms and ask again, both at b1. Without the wait for each other the
     * second requests start sooner.
     */
    @Test
    void clientsOfAClosedModelAskAgainAfterTheirAnswer() {
        LiveRecording recording = new RecordingsForTests()
                .model(LiveRecording.Model.CLOSED)
                .policy("first")
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .connection("1.0.0.1:2", "b1")
                .connection("1.0.0.2:2", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 0, 10, 20)
                .first(0, "1.0.0.1:2", 12, 10, 30)
                .first(1, "1.0.0.2:2", 22, 10, 40)
                .join();

        assertThat(Replay.of(recording, List.of(), 1).predicted().inOrder())
                .containsExactly(nanos(10), nanos(20), nanos(18), nanos(18));
        ReplayResult.Policy spread =
                Replay.of(recording, List.of("round-robin"), 1).policies().get(1);
        assertThat(spread.rtt().inOrder()).containsExactly(nanos(10), nanos(10), nanos(10), nanos(10));
    }

    /** The first request of a session waits for nothing; the others do. */
    @Test
    void sessionsOfAPartlyOpenModelBeginWhenTheyBegan() {
        LiveRecording recording = new RecordingsForTests()
                .model(LiveRecording.Model.PARTLY_OPEN)
                .policy("first")
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 2, 10, 20)
                .later(1, "1.0.0.2:1", 21, 1, 22)
                .join();

        ReplayRun again = asItWas(recording, 3, true);

        // Answered after 10 - 2 + 10 + 3 ms, so 1 ms later it is 24: work and overhead, and nobody before it.
        assertThat(again.rtt).containsExactly(nanos(13), nanos(21), nanos(4));
    }

    @Test
    void whatARequestTakesBeyondItsWorkIsLearntFromThoseThatWaitedForNobody() {
        RecordingsForTests sample = new RecordingsForTests().policy("first");
        for (int i = 0; i < 60; i++) {
            String address = "1.0.0." + i + ":1";
            // Every other one comes while the one before is served, and took 5 ms longer than it should have.
            double intended = i % 2 == 0 ? 10 * i : 10 * i - 9;
            sample.connection(address, "b1").first(i, address, intended, 4, intended + (i % 2 == 0 ? 4.5 : 4 + 3 + 5));
        }

        assertThat(Overhead.of(sample.join())).isEqualTo(new Overhead(nanos(0.5), 30, true));
    }

    /** One that always has work: every second request of the two on each connection waits. */
    @Test
    void whereTooFewWaitedForNobodyTheirWaitIsTakenOff() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b1")
                .connection("1.0.0.3:1", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10.5)
                .first(1, "1.0.0.2:1", 1, 10, 20.25)
                .first(2, "1.0.0.3:1", 2, 10, 30.75)
                .join();

        assertThat(Overhead.of(recording)).isEqualTo(new Overhead(nanos(0.5), 3, false));
    }

    @Test
    void regretIsWhatWasLeftToDoBeyondTheLeast() {
        LiveRecording recording = new RecordingsForTests()
                .connection("1.0.0.1:1", "b1")
                .connection("1.0.0.2:1", "b2")
                .connection("1.0.0.3:1", "b1")
                .first(0, "1.0.0.1:1", 0, 10, 10)
                .first(1, "1.0.0.2:1", 1, 2, 3)
                .first(2, "1.0.0.3:1", 2, 5, 15)
                .join();

        Regrets regrets = Regrets.of(recording, 2);

        assertThat(regrets.nanos(0)).isZero();
        assertThat(regrets.nanos(1)).isZero();
        // At 2 ms b1 has 8 ms left, b2 1 ms.
        assertThat(regrets.nanos(2)).isEqualTo(nanos(7));
        assertThat(regrets.least(2)).isEqualTo("b2");
        assertThat(regrets.choices())
                .extracting(Regrets.Choice::workLeftNanos, Regrets.Choice::picked)
                .containsExactly(tuple(nanos(8), true), tuple(nanos(1), false));
        assertThat(regrets.worst(10)).containsExactly(2);
        assertThat(regrets.without()).isEqualTo(2);
        assertThat(regrets.mean()).isEqualTo(nanos(7) / 3.0);
    }
}

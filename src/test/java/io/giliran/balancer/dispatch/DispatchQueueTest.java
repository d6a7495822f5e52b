package io.giliran.balancer.dispatch;

import static io.giliran.balancer.dispatch.DispatchUnderTest.CLIENT;
import static io.giliran.balancer.dispatch.DispatchUnderTest.NO_EJECTION;
import static io.giliran.balancer.dispatch.DispatchUnderTest.REFUSED;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backend;
import static io.giliran.balancer.dispatch.DispatchUnderTest.backup;
import static io.giliran.balancer.dispatch.DispatchUnderTest.bounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.health.AdminState;
import io.giliran.policy.TriedBackends;
import org.junit.jupiter.api.Test;

/** Places at backends, the queue for them, and other tries. */
final class DispatchQueueTest {
    private final DispatchUnderTest balancer = new DispatchUnderTest();

    // Places and the queue

    @Test
    void aBackendHasNoMoreThanItMayAndTheOthersWait() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 2));

        assertThat(balancer.admitAll(5)).containsExactly("b1", "b2", "b2", "wait 0", "wait 1");
        assertThat(balancer.dispatch.queued()).isEqualTo(2);
        assertThat(balancer.served()).isEmpty();
    }

    @Test
    void aPlaceThatIsFreeIsGivenToWhoCameFirst() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(5);

        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("3 gets b2");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("4 gets b1");
        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("5 gets b2");
        assertThat(balancer.dispatch.queued()).isZero();
    }

    @Test
    void orToWhoCameLast() {
        balancer.start(NO_EJECTION + "queue.order = lifo", bounded("b1", 1));
        balancer.admitAll(3);

        balancer.end("b1");

        assertThat(balancer.served()).containsExactly("3 gets b1");
    }

    @Test
    void noMoreWaitThanMay() {
        balancer.start(NO_EJECTION + "queue.size = 1", bounded("b1", 1));

        assertThat(balancer.admitAll(3)).containsExactly("b1", "wait 0", "PQ");
        assertThat(balancer.dispatch.leaveQueue(2L, balancer.now)).isTrue();
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 0");
    }

    @Test
    void whoHasLeftTheQueueIsNotServed() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(3);

        assertThat(balancer.dispatch.leaveQueue(2L, balancer.now)).isTrue();
        assertThat(balancer.dispatch.leaveQueue(2L, balancer.now)).as("twice").isFalse();
        balancer.end("b1");

        assertThat(balancer.served()).containsExactly("3 gets b1");
        assertThat(balancer.dispatch.leaveQueue(3L, balancer.now))
                .as("after it was served")
                .isFalse();
    }

    @Test
    void aLargerBoundServesWhoWaits() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(3);

        balancer.dispatch.redescribe(
                balancer.entry("b1"), balancer.entry("b1").destination().withMaxConnections(2), balancer.now);

        assertThat(balancer.served()).containsExactly("2 gets b1");
    }

    @Test
    void aBackendThatJoinsServesWhoWaits() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(2);

        balancer.dispatch.add(backend("b2"), balancer.now);

        assertThat(balancer.served()).containsExactly("2 gets b2");
    }

    /** No place will ever become free at a backend that is down or drained: waiting would not help. */
    @Test
    void nobodyWaitsForWhoMayNotBePicked() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(1);
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        assertThat(balancer.admit(2, CLIENT)).isEqualTo(REFUSED);
    }

    @Test
    void backupsServeOnlyWhatNoOtherCan() {
        balancer.start(NO_EJECTION, bounded("b1", 1), backup("spare"));

        assertThat(balancer.admitAll(3)).containsExactly("b1", "spare", "spare");
        balancer.end("b1");
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("b1");
    }

    // Nobody overtakes

    /** 100 who have tried b2, the one that is free, stand before one that has not; HAProxy passes them by too. */
    @Test
    void whoHasTriedTheFreeOneKeepsNobodyWaiting() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(2);
        for (long client = 101; client <= 200; client++) {
            TriedBackends tried = TriedBackends.NONE.with(balancer.entry("b2").backend());
            assertThat(balancer.another(client, tried)).isEqualTo("wait " + (client - 101));
        }
        assertThat(balancer.admit(201, CLIENT)).isEqualTo("wait 100");
        assertThat(balancer.admit(202, CLIENT)).isEqualTo("wait 101");

        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("201 gets b2");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("101 gets b1");
        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("202 gets b2");
        balancer.end("b2");
        assertThat(balancer.served()).as("all others have tried it").isEmpty();
    }

    /** The slot is free, and the router has not yet asked who gets it. */
    @Test
    void whoComesDoesNotTakeTheSlotOfWhoWaits() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(3);

        balancer.end("b1");

        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 1");
        assertThat(balancer.served()).containsExactly("2 gets b1");
        assertThat(balancer.dispatch.leaveQueue(2L, balancer.now))
                .as("it is served already")
                .isFalse();
    }

    @Test
    void norDoesWhoTriesAnotherOne() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(3);
        TriedBackends tried = balancer.fail("b1", null);

        // b1 is free: 3 gets it, and 1, who has tried it, waits for b2.
        assertThat(balancer.another(1, tried)).isEqualTo("wait 0");
        assertThat(balancer.served()).containsExactly("3 gets b1");
    }

    /** Before anything is served, the last come is the first in the order; a slot that was free before is not theirs. */
    @Test
    void norWhenTheLastComeAreServedFirst() {
        balancer.start(NO_EJECTION + "queue.order = lifo", bounded("b1", 1));
        balancer.admitAll(3);
        balancer.end("b1");

        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 1");
        assertThat(balancer.served()).containsExactly("3 gets b1");
        balancer.end("b1");
        assertThat(balancer.served()).containsExactly("4 gets b1");
    }

    @Test
    void whoComesTakesAFreeOneThatAllWhoWaitHaveTried() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(2);
        TriedBackends tried = balancer.fail("b1", null);
        assertThat(balancer.another(1, tried)).isEqualTo("wait 0");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("b1");
    }

    /** The backup is no help to who has tried it, and serves who has not. */
    @Test
    void aBackupServesWhoHasNotTriedIt() {
        balancer.start(NO_EJECTION, bounded("b1", 1), backup("spare").withMaxConnections(1));
        balancer.admitAll(2);
        TriedBackends tried = balancer.fail("spare", null);
        assertThat(balancer.another(2, tried)).isEqualTo("wait 0");

        assertThat(balancer.admit(3, CLIENT)).isEqualTo("spare");
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 1");
        balancer.end("spare");
        assertThat(balancer.served()).containsExactly("4 gets spare");
    }

    /** A backend that is drained keeps its connections, and its free slots are nobody's. */
    @Test
    void aSlotOfOneThatIsDrainedIsNobodys() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(3);
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.DRAIN, balancer.now);

        balancer.end("b1");
        assertThat(balancer.served()).isEmpty();
        balancer.dispatch.setAdmin(balancer.entry("b1"), AdminState.READY, balancer.now);
        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 0");
        assertThat(balancer.served()).containsExactly("3 gets b1");
    }

    @Test
    void aLargerBoundServesWhoWaitsBeforeWhoComes() {
        balancer.start(NO_EJECTION, bounded("b1", 1));
        balancer.admitAll(3);

        balancer.dispatch.redescribe(
                balancer.entry("b1"), balancer.entry("b1").destination().withMaxConnections(2), balancer.now);

        assertThat(balancer.admit(4, CLIENT)).isEqualTo("wait 1");
        assertThat(balancer.served()).containsExactly("2 gets b1");
    }

    // Trying another one

    @Test
    void anotherTryExcludesThoseThatHaveFailed() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        assertThat(balancer.admit(1, CLIENT)).isEqualTo("b1");
        TriedBackends tried = balancer.fail("b1", null);
        assertThat(balancer.another(1, tried)).isEqualTo("b2");
        balancer.fail("b2", tried);
        assertThat(balancer.another(1, tried)).isEqualTo("b3");
        balancer.fail("b3", tried);

        assertThat(balancer.another(1, tried)).isEqualTo(REFUSED);
        assertThat(balancer.entry("b1").connections()
                        + balancer.entry("b2").connections()
                        + balancer.entry("b3").connections())
                .isZero();
    }

    @Test
    void whoTriesAgainWaitsForAFullOneThatItHasNotTried() {
        balancer.start(NO_EJECTION, bounded("b1", 1), bounded("b2", 1));
        balancer.admitAll(2);
        TriedBackends tried = balancer.fail("b1", null);

        assertThat(balancer.another(1, tried)).isEqualTo("wait 0");
        assertThat(balancer.served()).as("b1 has a place, but has failed it").isEmpty();
        balancer.end("b2");
        assertThat(balancer.served()).containsExactly("1 gets b2");
    }

    /** nginx-tests, stream_proxy_next_upstream.t: a server that is down is not counted as a try. */
    @Test
    void whoIsInMaintIsNotTried() {
        balancer.start(NO_EJECTION, backend("b1"), backend("b2"), backend("b3"));
        balancer.dispatch.setAdmin(balancer.entry("b2"), AdminState.MAINT, balancer.now);
        assertThat(balancer.admit(1, CLIENT)).isEqualTo("b1");

        assertThat(balancer.another(1, balancer.fail("b1", null))).isEqualTo("b3");
    }
}

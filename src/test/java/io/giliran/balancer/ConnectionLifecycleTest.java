package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.dispatch.Admission;
import io.giliran.balancer.dispatch.BackendConduct;
import io.giliran.balancer.log.ConnectionTrace;
import io.giliran.balancer.model.ConnectionObserver;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.PickExplanation;
import io.giliran.balancer.model.SampleDestinations;
import io.giliran.balancer.model.Termination;
import io.giliran.policy.Backend;
import io.giliran.policy.Signal;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.Activity;
import io.giliran.transport.ConnectFailure;
import io.giliran.transport.IgnoredEvents;
import io.giliran.transport.Leg;
import io.giliran.transport.RelayEnd;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a connection decides, without an actor: what it reports, asks of the router, and gives back. */
final class ConnectionLifecycleTest {
    private static final List<Destination> THREE = SampleDestinations.of(3);
    private static final InetSocketAddress LEG = new InetSocketAddress("127.0.0.1", 50_001);
    private static final Admission FIRST = new Admission.Go(THREE.get(0), null);
    private static final Admission SECOND = new Admission.Go(THREE.get(1), null);

    private final HandClock clock = new HandClock();
    private final FakeClient client = new FakeClient("127.0.0.1", 40_021);
    private final OpenConnections open = new OpenConnections(3);
    private final List<String> stages = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @Test
    void eachStageIsReportedOnceAndInOrder() {
        ConnectionLifecycle life = begin(FIRST);
        clock.passMillis(5);
        life.connectFailed(ConnectFailure.REFUSED);
        life.admitted(new Admission.Wait(3));
        clock.passMillis(10);
        life.admitted(SECOND);
        clock.passMillis(1);
        life.connected(LEG);
        clock.passMillis(2);
        life.firstByte();
        life.halfClosed(Leg.BACKEND);
        life.halfClosed(Leg.CLIENT);
        life.ended(new RelayEnd(RelayEnd.Cause.FINISHED, 7, 21));

        assertThat(stages)
                .containsExactly(
                        "picked b1",
                        "attempted b1 5 refused",
                        "queued 3",
                        "picked b2",
                        "attempted b2 1 connected",
                        "first byte 2",
                        "half-closed BACKEND",
                        "half-closed CLIENT",
                        "ended -- after 18, 2 of it connected");
        assertThat(asked)
                .containsExactly(
                        "another for b1",
                        "waits",
                        "waits no longer",
                        "CONNECT 1 of b2",
                        "FIRST_BYTE 2 of b2",
                        "LIFETIME 2 of b2");
    }

    @Test
    void nothingIsReportedAfterTheEnd() {
        ConnectionLifecycle life = begin(FIRST);
        life.ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
        stages.clear();

        life.connected(LEG);
        life.connectFailed(ConnectFailure.REFUSED);
        life.firstByte();
        life.halfClosed(Leg.CLIENT);
        life.endedBy(Termination.KILLED, true);
        life.queueTimedOut();
        life.failed();
        life.cutShort();
        life.ended(new RelayEnd(RelayEnd.Cause.FINISHED, 0, 0));

        assertThat(stages).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aSlotIsCountedFromTheAdmissionUntilItIsGivenBackOnce() {
        ConnectionLifecycle life = begin(FIRST);
        assertThat(openPerBackend()).containsExactly(1, 0, 0);
        life.connected(LEG);
        life.ended(new RelayEnd(RelayEnd.Cause.FINISHED, 0, 3));
        assertThat(openPerBackend()).containsExactly(1, 0, 0);

        assertThat(life.conduct()).isEqualTo(BackendConduct.ANSWERED);
        assertThat(life.giveBack()).isEqualTo(THREE.get(0).backend());
        assertThat(life.giveBack()).isNull();
        assertThat(openPerBackend()).containsExactly(0, 0, 0);
    }

    @Test
    void aSlotThatComesAfterTheEndIsGivenBackUnused() {
        ConnectionLifecycle life = begin(FIRST);
        life.connectFailed(ConnectFailure.REFUSED);
        client.calls().clear();
        life.ended(new RelayEnd(RelayEnd.Cause.CLIENT_RESET, 0, 0));
        assertThat(life.awaitsAdmission()).isTrue();

        life.admitted(SECOND);

        assertThat(life.awaitsAdmission()).isFalse();
        assertThat(client.calls()).isEmpty();
        assertThat(life.giveBack()).isEqualTo(THREE.get(1).backend());
        assertThat(openPerBackend()).containsExactly(0, 0, 0);
    }

    @Test
    void aConnectionThatIsEndingConnectsNoOtherBackend() {
        ConnectionLifecycle life = begin(FIRST);
        life.connectFailed(ConnectFailure.REFUSED);
        life.endedBy(Termination.KILLED, false);
        client.calls().clear();

        life.admitted(SECOND);

        assertThat(client.calls()).isEmpty();
        assertThat(life.giveBack()).isEqualTo(THREE.get(1).backend());
    }

    @Test
    void aFailureEndsBothLegsAndLeavesTheQueue() {
        ConnectionLifecycle life = begin(new Admission.Wait(0));
        client.isActive(new Activity(1, 2, 0));

        life.failed();
        life.failed();

        assertThat(client.calls()).containsExactly("abort", "abort");
        assertThat(asked).containsExactly("waits", "leave queue", "waits no longer");
        assertThat(stages).containsExactly("queued 0", "ended ID after 0, -1 of it connected");
        // The router's answer is on its way.
        assertThat(life.awaitsAdmission()).isTrue();
    }

    @Test
    void aQueueTimeoutThatComesAfterTheSlotChangesNothing() {
        ConnectionLifecycle life = begin(new Admission.Wait(0));
        life.admitted(FIRST);

        life.queueTimedOut();

        assertThat(client.calls()).containsExactly("connect 127.0.0.1:7001 within 5000");
        assertThat(asked).containsExactly("waits", "waits no longer");
    }

    @Test
    void whoWasToldToEndDoesNotWait() {
        ConnectionLifecycle life = begin(FIRST);
        life.connectFailed(ConnectFailure.REFUSED);
        life.endedBy(Termination.KILLED, true);

        life.admitted(new Admission.Wait(0));

        assertThat(asked).containsExactly("another for b1", "leave queue");
        assertThat(stages).doesNotContain("queued 0");
    }

    private ConnectionLifecycle begin(Admission admission) {
        ConnectionTrace trace = new ConnectionTrace(17, client, "round-robin", HandClock.START, clock);
        trace.handOnTo(new Stages());
        ConnectionLifecycle life =
                new ConnectionLifecycle(client, admission, trace, SampleSettings.connections(""), open, new Asked());
        life.startRelay(new IgnoredEvents());
        life.begin(admission);
        return life;
    }

    private List<Integer> openPerBackend() {
        return THREE.stream().map(destination -> open.of(destination.backend())).toList();
    }

    private static long millis(long nanos) {
        return nanos < 0 ? nanos : nanos / 1_000_000;
    }

    private final class Stages implements ConnectionObserver {
        @Override
        public void queued(int position) {
            stages.add("queued " + position);
        }

        @Override
        public void picked(Backend backend, @Nullable PickExplanation why) {
            stages.add("picked " + backend.name());
        }

        @Override
        public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
            stages.add("attempted " + backend.name() + " " + millis(nanos) + " "
                    + (failure == null ? "connected" : failure.words()));
        }

        @Override
        public void firstByte(long nanos) {
            stages.add("first byte " + millis(nanos));
        }

        @Override
        public void halfClosed(Leg side) {
            stages.add("half-closed " + side);
        }

        @Override
        public void ended(ConnectionRecord connection) {
            stages.add("ended " + connection.termination().code() + " after " + millis(connection.totalNanos()) + ", "
                    + millis(connection.lifetimeNanos()) + " of it connected");
        }
    }

    private final class Asked implements ConnectionLifecycle.Consequences {
        @Override
        public void connectFailed(Backend backend, ConnectFailure why, TriedBackends tried, boolean wantsAnother) {
            asked.add((wantsAnother ? "another for " : "none but ") + backend.name());
        }

        @Override
        public void waits() {
            asked.add("waits");
        }

        @Override
        public void waitsNoLonger() {
            asked.add("waits no longer");
        }

        @Override
        public void leaveQueue() {
            asked.add("leave queue");
        }

        @Override
        public void observed(Backend backend, Signal signal, long nanos) {
            asked.add(signal + " " + millis(nanos) + " of " + backend.name());
        }
    }
}

package io.giliran.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Request timeouts in virtual time: a request may take 100 ns. */
final class RequestTimeoutsTest {
    private static final long TIMEOUT = 100;

    private final List<String> timedOut = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    private final RequestTimeouts timeouts =
            new RequestTimeouts(TIMEOUT, () -> now, (nanos, task) -> alarms.add(new Alarm(nanos, task)));

    @Test
    void aRequestThatTakesTooLongIsEnded() {
        Request request = start(1);
        passUntil(99);
        assertThat(timedOut).isEmpty();

        passUntil(100);

        assertThat(timedOut).containsExactly("request 1 TIMEOUT at 100");
        assertThat(request.ended).isTrue();
    }

    @Test
    void oneThatHasEndedIsLeftAlone() {
        Request first = start(1);
        passUntil(10);
        start(2);
        timeouts.remove(first);

        passUntil(200);

        assertThat(timedOut).containsExactly("request 2 TIMEOUT at 110");
    }

    @Test
    void eachIsEndedAtItsOwnTime() {
        start(1);
        passUntil(30);
        start(2);
        start(3);
        passUntil(60);
        start(4);

        passUntil(500);

        assertThat(timedOut)
                .containsExactly(
                        "request 1 TIMEOUT at 100",
                        "request 2 TIMEOUT at 130",
                        "request 3 TIMEOUT at 130",
                        "request 4 TIMEOUT at 160");
    }

    @Test
    void anAlarmThatComesLateEndsAllThatAreDue() {
        start(1);
        now = 50;
        start(2);
        now = 250;
        alarms.remove(0).task.run();

        assertThat(timedOut).containsExactly("request 1 TIMEOUT at 250", "request 2 TIMEOUT at 250");
        assertThat(alarms).isEmpty();
    }

    @Test
    void oneAlarmIsEnoughForAll() {
        for (int number = 0; number < 1_000; number++) {
            start(number);
        }

        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0).nanos).isEqualTo(100);
    }

    @Test
    void theAlarmOfOneThatEndedIsUsedForTheNext() {
        Request first = start(1);
        now = 40;
        start(2);
        timeouts.remove(first);
        passUntil(100);
        assertThat(timedOut).isEmpty();

        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0).nanos).isEqualTo(140);
    }

    @Test
    void withNothingUnderWayNoAlarmIsSet() {
        timeouts.remove(start(1));
        passUntil(100);
        assertThat(alarms).isEmpty();

        now = 300;
        start(2);
        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0).nanos).isEqualTo(400);
    }

    @Test
    void anEndedOneBehindOneUnderWayIsPassedOver() {
        start(1);
        now = 10;
        Request second = start(2);
        now = 20;
        start(3);
        timeouts.remove(second);

        passUntil(200);

        assertThat(timedOut).containsExactly("request 1 TIMEOUT at 100", "request 3 TIMEOUT at 120");
    }

    private Request start(int number) {
        Request request = new Request().begin(0, number, now, false);
        request.startedNanos = now;
        request.connection = new ClientConnection(new Owner(), new LabelledLines(), () -> now);
        timeouts.add(request);
        return request;
    }

    /** Lets time pass, and runs the alarms when they are due. */
    private void passUntil(long until) {
        while (!alarms.isEmpty() && alarms.get(0).nanos <= until) {
            Alarm due = alarms.remove(0);
            now = due.nanos;
            due.task.run();
        }
        now = until;
    }

    private record Alarm(long nanos, Runnable task) {}

    private final class Owner implements ClientConnection.Owner {
        @Override
        public void connected(ClientConnection connection) {}

        @Override
        public void ended(ClientConnection connection, Request request, AnswerCutter answer) {
            timedOut.add("request " + request.number + " " + request.outcome + " at " + request.endNanos);
        }

        @Override
        public void release(Request request) {}

        @Override
        public void closed(ClientConnection connection) {}
    }
}

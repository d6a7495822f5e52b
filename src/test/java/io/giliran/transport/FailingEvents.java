package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An owner of a relay that throws when it is told of a certain event. */
final class FailingEvents extends IgnoredEvents {
    enum At {
        CONNECTED,
        FIRST_BYTE,
        HALF_CLOSED
    }

    private final CountDownLatch failed = new CountDownLatch(1);
    private final At at;

    FailingEvents(At at) {
        this.at = at;
    }

    @Override
    public void connected(SocketAddress backendLegLocalAddress) {
        failAt(At.CONNECTED);
    }

    @Override
    public void firstByte() {
        failAt(At.FIRST_BYTE);
    }

    @Override
    public void halfClosed(Leg leg) {
        failAt(At.HALF_CLOSED);
    }

    void awaitFailure() throws InterruptedException {
        assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void failAt(At event) {
        if (event == at) {
            failed.countDown();
            throw new IllegalStateException("this owner fails when told " + event);
        }
    }
}

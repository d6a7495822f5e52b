package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.transport.RelayEnd.Cause;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two sides that write, pause, finish and reset at random, each reading all the while. Readers compare every byte; in
 * the end the two stories and the relay's must fit together.
 */
final class RandomConversation {
    private enum Ending {
        FINISH,
        RESET,
        FINISH_THEN_RESET
    }

    private final Side client;
    private final Side backend;

    /** @param resets whether they can reset */
    RandomConversation(SplittableRandom random, boolean resets) {
        client = new Side(random.split(), resets);
        backend = new Side(random.split(), resets);
    }

    /** A client that resets early may never get a backend. */
    boolean clientMayStartUnconnected() {
        return client.ending == Ending.FINISH;
    }

    List<DataPlaneContract.Part> clientsPart(ScriptedPeer peer) {
        return client.parts(peer);
    }

    List<DataPlaneContract.Part> backendsPart(ScriptedPeer peer) {
        return backend.parts(peer);
    }

    /** When all parts are through. */
    void check(RelayEnd end, List<String> events, String which) {
        assertThat(end.cause()).as(which).isIn(possibleCauses());
        assertThat(events).as(which).startsWith("connected").doesNotHaveDuplicates();
        assertThat(events.contains("first byte")).as(which).isEqualTo(end.bytesFromBackend() > 0);
        assertThat(end.bytesFromClient()).as(which).isBetween(backend.peer.received(), client.bytes);
        assertThat(end.bytesFromBackend()).as(which).isBetween(client.peer.received(), backend.bytes);
        if (end.cause() == Cause.FINISHED) {
            assertThat(end.bytesFromClient()).as(which).isEqualTo(client.bytes);
            assertThat(end.bytesFromBackend()).as(which).isEqualTo(backend.bytes);
        }
        backend.checkAgainst(client, which);
        client.checkAgainst(backend, which);
    }

    private Set<Cause> possibleCauses() {
        Set<Cause> possible = EnumSet.noneOf(Cause.class);
        if (client.ending != Ending.FINISH) {
            possible.add(Cause.CLIENT_RESET);
        }
        if (backend.ending != Ending.FINISH) {
            possible.add(Cause.BACKEND_RESET);
        }
        if (client.ending != Ending.RESET && backend.ending != Ending.RESET) {
            possible.add(Cause.FINISHED);
        }
        return possible;
    }

    private static final class Side {
        private final SplittableRandom random;
        private final Ending ending;
        private final long bytes;
        private ScriptedPeer peer;
        private volatile boolean wroteAll;
        private volatile boolean readEnd;
        private volatile boolean learntOfReset;

        Side(SplittableRandom random, boolean resets) {
            this.random = random;
            int die = resets ? random.nextInt(10) : 0;
            ending = die < 7 ? Ending.FINISH : die < 9 ? Ending.RESET : Ending.FINISH_THEN_RESET;
            bytes = random.nextInt(4) == 0 ? random.nextInt(1_500_000) : random.nextInt(20_000);
        }

        List<DataPlaneContract.Part> parts(ScriptedPeer with) {
            peer = with;
            return List.of(this::write, this::read);
        }

        private void write() throws IOException {
            try {
                for (long left = bytes; left > 0; ) {
                    long chunk = Math.min(left, 1 + random.nextInt(100_000));
                    peer.send(chunk);
                    left -= chunk;
                    if (random.nextInt(3) == 0) {
                        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3_000)));
                    }
                }
                wroteAll = true;
                if (ending != Ending.RESET) {
                    peer.finish();
                }
                if (ending == Ending.FINISH_THEN_RESET) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(3_000)));
                }
            } catch (IOException reset) {
                learntOfReset = true;
            }
            if (ending != Ending.FINISH) {
                peer.reset();
            }
        }

        private void read() {
            try {
                peer.expectStreamUntilEnd();
                readEnd = true;
            } catch (IOException reset) {
                learntOfReset = true;
            }
        }

        /** Whether it has heard, all in all, what the other side did. */
        void checkAgainst(Side other, String which) {
            if (ending == Ending.FINISH) {
                switch (other.ending) {
                    case FINISH -> {
                        assertThat(readEnd && wroteAll).as(which).isTrue();
                        assertThat(peer.received()).as(which).isEqualTo(other.bytes);
                    }
                    case RESET -> assertThat(learntOfReset).as(which).isTrue();
                    case FINISH_THEN_RESET ->
                        assertThat(readEnd || learntOfReset).as(which).isTrue();
                }
            }
        }
    }
}

package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.relay.RelayPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * More legs that do not read than there are buffers for: what is held stays within the limit, the others are served, and
 * every byte arrives once the peers read.
 */
abstract class ScarceBuffersContract extends PlaneFixture {
    /** One slab of 64 chunks, so that with whole loop buffers it would be gone after four legs. */
    private static final int CHUNKS = 64;

    private static final int NON_READERS = 70;
    /** More than the system holds for both legs of a connection. */
    private static final long BYTES = 6 * MIB;

    /** Its planes may hold a slab. */
    static ActorTestKit kit(String name) {
        return ActorTestKit.create(
                name,
                ConfigFactory.parseString("giliran.loop-dispatcher.kept-limit = 1MiB")
                        .withFallback(ConfigFactory.load()));
    }

    @Override
    protected abstract RelayPlane dataPlane();

    @ParameterizedTest
    @EnumSource(Leg.class)
    void allBytesArriveAndOthersAreServed(Leg nonReading) throws Exception {
        RelayedClient other = plane.client();
        ScriptedPeer othersBackend = other.connect();
        List<ScriptedPeer> senders = new ArrayList<>();
        List<ScriptedPeer> readers = new ArrayList<>();
        List<Future<?>> parts = new ArrayList<>();
        for (int i = 0; i < NON_READERS; i++) {
            RelayedClient client = plane.client();
            ScriptedPeer backend = client.connect();
            ScriptedPeer sender = nonReading == Leg.CLIENT ? backend : client.peer;
            senders.add(sender);
            readers.add(nonReading == Leg.CLIENT ? client.peer : backend);
            parts.add(inBackground(() -> {
                sender.send(BYTES);
                sender.finish();
            }));
        }
        Await.standstill(
                STANDSTILL, () -> senders.stream().mapToLong(ScriptedPeer::sent).sum());

        assertThat(dataPlane().chunksLent()).as("chunks lent").isEqualTo(CHUNKS);
        for (int i = 0; i < 100; i++) {
            other.peer.send(1000);
            othersBackend.expect(1000);
            othersBackend.send(5000);
            other.peer.expect(5000);
        }
        RelayedClient newcomer = plane.client();
        newcomer.peer.send(3000);
        newcomer.connect().expect(3000);

        for (ScriptedPeer reader : readers) {
            parts.add(inBackground(() -> {
                reader.expect(BYTES);
                reader.expectEnd();
                reader.finish();
            }));
        }
        for (Future<?> part : parts) {
            get(part);
        }
        Await.equal("chunks lent when all is read", 0, dataPlane()::chunksLent);
    }
}

package io.giliran.transport.relay;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.ClientsSpeakFirst;
import io.giliran.transport.DataPlane;
import io.giliran.transport.IgnoredEvents;
import io.giliran.transport.Listener;
import io.giliran.transport.ListenerOptions;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.TcpContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The relay plane keeps the contract on several loops, and uses all of them. */
final class RelayPlaneOnLoopsIT extends TcpContract {
    private static final int LOOPS = 3;
    private static final ListenerOptions OPTIONS = new ListenerOptions(1024, LOOPS, ClientsSpeakFirst.LEARNED);
    private static final ActorTestKit KIT = ActorTestKit.create("relay-plane-on-loops", ConfigFactory.load());
    private static final DataPlane PLANE = new RelayPlane(KIT.system());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Override
    protected DataPlane dataPlane() {
        return PLANE;
    }

    @Override
    protected ListenerOptions options() {
        return OPTIONS;
    }

    @Test
    void everyLoopAccepts() throws Exception {
        BlockingQueue<ClientLeg> accepted = new LinkedBlockingQueue<>();
        Listener listener = PLANE.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), OPTIONS, accepted::add)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        List<Socket> clients = new ArrayList<>();
        Set<Object> dispatchers = new HashSet<>();
        // The system chooses by a hash of the addresses: 200 clients miss one of three loops once in 10^35 times.
        for (int i = 0; i < 200; i++) {
            InetSocketAddress address = (InetSocketAddress) listener.address();
            clients.add(new Socket(address.getAddress(), address.getPort()));
            ClientLeg leg = accepted.poll(20, TimeUnit.SECONDS);
            dispatchers.add(leg.dispatcher());
            leg.relay(RelayOptions.NONE, new IgnoredEvents()).abort();
        }
        for (Socket client : clients) {
            client.close();
        }
        listener.unbind().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(dispatchers).hasSize(LOOPS);
    }
}

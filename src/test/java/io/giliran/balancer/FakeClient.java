package io.giliran.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.DispatcherSelector;
import io.giliran.settings.Endpoint;
import io.giliran.transport.Activity;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import io.giliran.transport.tls.TlsWish;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client without a socket: says what was asked of its relay, and lets a test tell what happens to the relay. */
public final class FakeClient implements ClientLeg {
    public static final InetSocketAddress LISTENER = new InetSocketAddress("127.0.0.1", 7000);

    private static final long PATIENCE_SECONDS = 10;

    private final InetSocketAddress address;
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final @Nullable String serverName;
    private volatile RelayEvents events;
    private volatile RelayOptions options;
    private volatile Activity activity = new Activity(0, 0, 0);
    private volatile boolean failsAtStart;
    private volatile boolean failsAtClose;
    private volatile int connectsUntilFailure = Integer.MAX_VALUE;

    public FakeClient(String host, int port) {
        this(host, port, null);
    }

    /** One that asks for a server by its name. */
    public FakeClient(String host, int port, @Nullable String serverName) {
        address = new InetSocketAddress(host, port);
        this.serverName = serverName;
    }

    /** Its relay fails when it is asked to connect for the nth time. */
    FakeClient failingAtConnect(int nth) {
        connectsUntilFailure = nth;
        return this;
    }

    /** Its relay cannot even be made. */
    FakeClient failingAtStart() {
        failsAtStart = true;
        return this;
    }

    /** Its relay fails when it is asked to close. */
    FakeClient failingAtClose() {
        failsAtClose = true;
        return this;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return address;
    }

    @Override
    public InetSocketAddress localAddress() {
        return LISTENER;
    }

    @Override
    public @Nullable String serverName() {
        return serverName;
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public Relay relay(RelayOptions asked, RelayEvents owner) {
        assertThat(events).as("the relay is started once").isNull();
        if (failsAtStart) {
            throw new IllegalStateException("there is no relay");
        }
        options = asked;
        events = owner;
        return new FakeRelay();
    }

    @Override
    public void refuse(boolean gently) {
        calls.add(gently ? "refuse" : "refuse by reset");
    }

    /** What happens to the relay is told here. */
    RelayEvents events() {
        return events;
    }

    /** How the relay was started. */
    RelayOptions options() {
        return options;
    }

    /** What its relay says of itself from now on. */
    public void isActive(Activity now) {
        activity = now;
    }

    /** The next thing that was asked of the relay: {@code connect HOST:PORT within MILLIS}, {@code close}, {@code abort}. */
    String nextCall() throws InterruptedException {
        return calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What was asked up to now and not yet taken. */
    public BlockingQueue<String> calls() {
        return calls;
    }

    private final class FakeRelay implements Relay {
        @Override
        public void connect(SocketAddress backend, Duration timeout, byte[] preface, @Nullable TlsWish tls) {
            calls.add("connect " + Endpoint.format(backend) + " within " + timeout.toMillis());
            if (--connectsUntilFailure == 0) {
                throw new IllegalStateException("this relay fails");
            }
        }

        @Override
        public void close() {
            calls.add("close");
            if (failsAtClose) {
                throw new IllegalStateException("this relay does not close");
            }
        }

        @Override
        public Activity activity() {
            return activity;
        }

        @Override
        public void abort() {
            calls.add("abort");
        }
    }
}

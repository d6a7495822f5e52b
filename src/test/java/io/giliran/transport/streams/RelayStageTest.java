package io.giliran.transport.streams;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.japi.Pair;
import akka.stream.Materializer;
import akka.stream.StreamTcpException;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.testkit.TestPublisher;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import akka.stream.testkit.javadsl.TestSource;
import akka.util.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.giliran.transport.RecordedEvents;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEnd;
import io.giliran.transport.RelayEnd.Cause;
import io.giliran.transport.RelayOptions;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The heart of the streams plane between scripted ends: who is asked for how much, and in what order things end. */
@Timeout(20)
final class RelayStageTest {
    /** A probe makes its actor when it is first used, and blocks the stream's thread until that runs: two threads may both be blocked. */
    private static final Config MORE_THREADS =
            ConfigFactory.parseString("akka.actor.default-dispatcher.fork-join-executor.parallelism-min = 16");

    private static final ActorTestKit KIT =
            ActorTestKit.create("relay-stage", MORE_THREADS.withFallback(ConfigFactory.load()));
    private static final akka.actor.ActorSystem SYSTEM = Adapter.toClassic(KIT.system());
    private static final InetSocketAddress BACKEND = InetSocketAddress.createUnresolved("backend", 1);
    private static final InetSocketAddress LOCAL = InetSocketAddress.createUnresolved("local", 2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final RuntimeException BROKEN = new StreamTcpException("The connection closed with error: broken");

    private final RecordedEvents events = new RecordedEvents();
    private final BlockingQueue<BackendEnd> attempts = new LinkedBlockingQueue<>();
    private TestPublisher.Probe<ByteString> fromClient;
    private TestSubscriber.Probe<ByteString> toClient;
    private Relay relay;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void bytesFlowBothWaysOnceConnected() throws Exception {
        run();
        BackendEnd backend = connect();

        fromClient.sendNext(bytes("ping"));
        backend.received.requestNext(bytes("ping"));
        backend.sends.sendNext(bytes("pong"));
        toClient.requestNext(bytes("pong"));

        events.expect("connected", "first byte");
    }

    @Test
    void takesOneChunkUntilABackendIsConnected() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        run(unprobed(endless(taken)), this::attempted);

        BackendEnd backend = attempt();
        backend.received.request(100);
        backend.sends.sendError(BROKEN);

        events.expect("connect failed UNREACHABLE");
        assertThat(taken).hasValue(1);
    }

    @Test
    void holdsOneChunkWhileTheBackendTakesNone() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        run(unprobed(endless(taken)), this::attempted);
        BackendEnd backend = connect();

        backend.received.request(3);
        nextOf(backend.received, 3);
        relay.close();

        assertThat(events.end().bytesFromClient()).isEqualTo(3);
        assertThat(taken).hasValue(4);
    }

    @Test
    void takesFromTheBackendWhatTheClientTakes() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        run(unprobed(Source.never()), standing(endless(taken)));
        relay.connect(BACKEND, TIMEOUT, Relay.NO_PREFACE, null);

        toClient.request(3);
        nextOf(toClient, 3);
        relay.close();

        assertThat(events.end().bytesFromBackend()).isEqualTo(3);
        assertThat(taken).hasValue(3);
    }

    @Test
    void whatTheClientHasSentBeforeGoesFirst() throws Exception {
        run();
        fromClient.sendNext(bytes("one"));
        BackendEnd backend = connect();
        fromClient.sendNext(bytes("two"));
        fromClient.sendComplete();

        backend.received.requestNext(bytes("one"));
        backend.received.requestNext(bytes("two"));
        backend.received.expectComplete();
    }

    @Test
    void nothingMovesBeforeTheLegIsConnected() throws Exception {
        run();
        toClient.request(10);
        fromClient.sendNext(bytes("one"));
        BackendEnd failing = attempt();
        failing.received.request(1);
        failing.sends.sendNext(bytes("greeting of the first"));
        failing.sends.sendError(BROKEN);
        events.expect("connect failed UNREACHABLE");
        failing.received.expectComplete();

        BackendEnd backend = connect();
        backend.received.requestNext(bytes("one"));
        backend.sends.sendNext(bytes("greeting of the second"));
        toClient.expectNext(bytes("greeting of the second"));
        events.expect("connect failed UNREACHABLE", "connected", "first byte");
    }

    @Test
    void failingToConnectTellsWhy() throws Exception {
        run();
        BackendEnd refusing = attempt();
        refusing.sends.sendError(
                new StreamTcpException("Tcp command failed").initCause(new ConnectException("Connection refused")));
        events.expect("connect failed REFUSED");

        BackendEnd silent = attempt();
        silent.sends.sendError(new StreamTcpException("Tcp command failed")
                .initCause(new ConnectException("Connect timeout of Some(5 seconds) expired")));
        events.expect("connect failed REFUSED", "connect failed TIMEOUT");
    }

    @Test
    void aConnectionToItselfIsRefused() throws Exception {
        run();
        BackendEnd met = attempt();
        met.address.complete(BACKEND);

        events.expect("connect failed REFUSED");
        connect();
    }

    @Test
    void anAttemptWhoseWritingFailsIsOverToo() throws Exception {
        run();
        BackendEnd failing = attempt();
        failing.received.cancel(BROKEN);

        events.expect("connect failed UNREACHABLE");
        failing.sends.expectCancellation();
        BackendEnd backend = connect();
        fromClient.sendNext(bytes("one"));
        backend.received.requestNext(bytes("one"));
    }

    @Test
    void anAttemptThatSucceedsTooLateChangesNothing() throws Exception {
        run();
        BackendEnd late = attempt();
        late.sends.sendError(BROKEN);
        events.expect("connect failed UNREACHABLE");

        late.address.complete(LOCAL);
        BackendEnd backend = connect();
        late.address.complete(LOCAL);

        fromClient.sendNext(bytes("one"));
        backend.received.requestNext(bytes("one"));
        events.expect("connect failed UNREACHABLE", "connected");
    }

    @Test
    void theBackendMayFinishBeforeItIsKnownToBeConnected() throws Exception {
        run();
        toClient.request(1);
        BackendEnd backend = attempt();
        backend.sends.sendComplete();
        backend.address.complete(LOCAL);

        toClient.expectComplete();
        events.expect("connected", "half-closed BACKEND");
        fromClient.sendNext(bytes("one"));
        backend.received.requestNext(bytes("one"));
    }

    @Test
    void theClientMayFinishWhileItsLastChunkWaits() throws Exception {
        run();
        fromClient.sendNext(bytes("last"));
        fromClient.sendComplete();
        BackendEnd backend = connect();
        events.expect("connected");

        backend.received.requestNext(bytes("last"));
        backend.received.expectComplete();
        events.expect("connected", "half-closed CLIENT");
    }

    @Test
    void endsWhenBothHaveFinished() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.request(10);
        fromClient.sendNext(bytes("four"));
        backend.received.requestNext(bytes("four"));
        fromClient.sendComplete();
        backend.received.expectComplete();
        events.expect("connected", "half-closed CLIENT");

        backend.sends.sendNext(bytes("seven77"));
        backend.sends.sendComplete();

        toClient.expectNext(bytes("seven77"));
        toClient.expectComplete();
        events.expect("connected", "half-closed CLIENT", "first byte", "ended FINISHED");
        assertThat(events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 4, 7));
    }

    @Test
    void endsWhenBothHaveFinishedTheOtherWayRound() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.request(10);
        backend.sends.sendComplete();
        toClient.expectComplete();
        events.expect("connected", "half-closed BACKEND");

        fromClient.sendNext(bytes("last"));
        fromClient.sendComplete();

        backend.received.requestNext(bytes("last"));
        backend.received.expectComplete();
        events.expect("connected", "half-closed BACKEND", "ended FINISHED");
        assertThat(events.end()).isEqualTo(new RelayEnd(Cause.FINISHED, 4, 0));
    }

    @Test
    void theClientsFailureFailsBothDirectionsOfTheBackend() throws Exception {
        run();
        BackendEnd backend = connect();
        backend.received.ensureSubscription();

        fromClient.sendError(BROKEN);

        backend.received.expectError();
        backend.sends.expectCancellationWithCause(RuntimeException.class);
        events.expect("connected", "ended CLIENT_RESET");
    }

    @Test
    void aClientThatTakesNoMoreFailsBothDirectionsOfTheBackend() throws Exception {
        run();
        BackendEnd backend = connect();
        backend.received.ensureSubscription();

        toClient.cancel(BROKEN);

        backend.received.expectError();
        backend.sends.expectCancellationWithCause(RuntimeException.class);
        fromClient.expectCancellationWithCause(RuntimeException.class);
        events.expect("connected", "ended CLIENT_RESET");
    }

    @Test
    void theBackendsFailureFailsBothDirectionsOfTheClient() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.ensureSubscription();

        backend.sends.sendError(BROKEN);

        toClient.expectError();
        fromClient.expectCancellationWithCause(RuntimeException.class);
        backend.received.expectSubscriptionAndError();
        events.expect("connected", "ended BACKEND_RESET");
    }

    @Test
    void aBackendThatTakesNoMoreFailsBothDirectionsOfTheClient() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.ensureSubscription();

        backend.received.cancel(BROKEN);

        toClient.expectError();
        fromClient.expectCancellationWithCause(RuntimeException.class);
        backend.sends.expectCancellationWithCause(RuntimeException.class);
        events.expect("connected", "ended BACKEND_RESET");
    }

    @Test
    void anAttemptWhoseClientHasFailedIsResetOnceItSucceeds() throws Exception {
        run();
        fromClient.sendNext(bytes("lost with its client"));
        BackendEnd backend = attempt();
        toClient.ensureSubscription();

        fromClient.sendError(BROKEN);

        toClient.expectError();
        events.expect("ended CLIENT_RESET");
        assertThat(events.end()).isEqualTo(new RelayEnd(Cause.CLIENT_RESET, 0, 0));
        backend.address.complete(LOCAL);
        backend.received.expectSubscriptionAndError();
        backend.sends.expectCancellationWithCause(RuntimeException.class);
    }

    @Test
    void anAttemptDuringWhichItWasClosedIsResetOnceItSucceeds() throws Exception {
        run();
        BackendEnd backend = attempt();
        toClient.ensureSubscription();

        relay.close();

        toClient.expectComplete();
        fromClient.expectCancellation();
        events.expect("ended CLOSED");
        backend.address.complete(LOCAL);
        backend.received.expectSubscriptionAndError();
        backend.sends.expectCancellationWithCause(RuntimeException.class);
    }

    @Test
    void anAttemptThatIsNeverAnsweredFails() throws Exception {
        run();

        BackendEnd backend = attempt(Duration.ofMillis(100));

        events.expect("connect failed NO_DESCRIPTOR");
        backend.received.expectSubscriptionAndComplete();
        backend.sends.expectCancellation();
    }

    @Test
    void closeCompletesBothLegs() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.ensureSubscription();

        relay.close();

        toClient.expectComplete();
        backend.received.expectSubscriptionAndComplete();
        fromClient.expectCancellation();
        backend.sends.expectCancellation();
        events.expect("connected", "ended CLOSED");
    }

    @Test
    void abortFailsBothLegs() throws Exception {
        run();
        BackendEnd backend = connect();
        toClient.ensureSubscription();

        relay.abort();

        toClient.expectError();
        backend.received.expectSubscriptionAndError();
        fromClient.expectCancellationWithCause(RuntimeException.class);
        backend.sends.expectCancellationWithCause(RuntimeException.class);
        events.expect("connected", "ended ABORTED");
    }

    @Test
    void isAbortedWithTheSystemItRunsIn() throws Exception {
        Materializer mortal = Materializer.createMaterializer(SYSTEM);
        run(mortal, unprobed(Source.never()), standing(Source.never()));
        relay.connect(BACKEND, TIMEOUT, Relay.NO_PREFACE, null);
        events.expect("connected");

        mortal.shutdown();

        events.expect("connected", "ended ABORTED");
    }

    private void run() {
        run(TestSource.create(SYSTEM), this::attempted);
    }

    private void run(Source<ByteString, TestPublisher.Probe<ByteString>> client, RelayStage.Backends legs) {
        run(Materializer.matFromSystem(SYSTEM), client, legs);
    }

    private void run(
            Materializer materializer,
            Source<ByteString, TestPublisher.Probe<ByteString>> client,
            RelayStage.Backends legs) {
        Pair<Pair<TestPublisher.Probe<ByteString>, Relay>, TestSubscriber.Probe<ByteString>> running = client.viaMat(
                        Flow.fromGraph(new RelayStage(legs, RelayOptions.NONE, events)), Keep.both())
                .toMat(TestSink.<ByteString>create(SYSTEM), Keep.both())
                .run(materializer);
        fromClient = running.first().first();
        relay = running.first().second();
        toClient = running.second();
    }

    /** Runs fused with the stage, so that what it is asked for can be counted. */
    private static Source<ByteString, TestPublisher.Probe<ByteString>> unprobed(Source<ByteString, ?> client) {
        return client.mapMaterializedValue(unused -> TestPublisher.<ByteString>probe(0, SYSTEM));
    }

    /** Legs that are connected at once, fused with the stage too. */
    private static RelayStage.Backends standing(Source<ByteString, ?> sends) {
        return (backend, timeout) -> Flow.fromSinkAndSource(Sink.<ByteString>ignore(), sends)
                .mapMaterializedValue(unused -> CompletableFuture.completedFuture(LOCAL));
    }

    /** The backend's end of the attempt that {@link Relay#connect} begins. */
    private BackendEnd attempt() throws Exception {
        return attempt(TIMEOUT);
    }

    private BackendEnd attempt(Duration timeout) throws Exception {
        relay.connect(BACKEND, timeout, Relay.NO_PREFACE, null);
        BackendEnd end = attempts.poll(10, TimeUnit.SECONDS);
        assertThat(end).as("attempt").isNotNull();
        return end;
    }

    private BackendEnd connect() throws Exception {
        BackendEnd end = attempt();
        end.address.complete(LOCAL);
        return end;
    }

    private Flow<ByteString, ByteString, CompletionStage<SocketAddress>> attempted(
            SocketAddress backend, Duration timeout) {
        assertThat(backend).isEqualTo(BACKEND);
        return Flow.fromSinkAndSourceMat(
                TestSink.<ByteString>create(SYSTEM), TestSource.<ByteString>create(SYSTEM), (received, sends) -> {
                    BackendEnd end = new BackendEnd(received, sends, new CompletableFuture<>());
                    attempts.add(end);
                    return end.address;
                });
    }

    /** Counts how many chunks, of one byte each, were taken from it. */
    private static Source<ByteString, ?> endless(AtomicInteger taken) {
        return Source.repeat(bytes("x")).map(chunk -> {
            taken.incrementAndGet();
            return chunk;
        });
    }

    private static void nextOf(TestSubscriber.Probe<ByteString> probe, int count) {
        for (int i = 0; i < count; i++) {
            probe.expectNext();
        }
    }

    private static ByteString bytes(String text) {
        return ByteString.fromString(text);
    }

    private record BackendEnd(
            TestSubscriber.Probe<ByteString> received,
            TestPublisher.Probe<ByteString> sends,
            CompletableFuture<SocketAddress> address) {}
}

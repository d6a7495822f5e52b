package io.giliran.transport.streams;

import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStageLogic.SubSinkInlet;
import akka.stream.stage.GraphStageLogic.SubSourceOutlet;
import akka.util.ByteString;
import io.giliran.transport.tls.TlsWish;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a backend and, once it is connected, the leg itself: the two ports that the stage has for it. Confined
 * to the stage.
 */
final class BackendLeg {
    /** The stage, which is told what happens to the leg. */
    interface Owner {
        /** The backend takes the next chunk. */
        void asked();

        /** A chunk has come, to be taken by {@link #grab}. */
        void received(BackendLeg leg);

        /** The backend has finished sending. */
        void finished(BackendLeg leg);

        /** It could not be connected, or has failed later. */
        void failed(BackendLeg leg, Throwable failure);
    }

    private final SubSourceOutlet<ByteString> toBackend;
    private final SubSinkInlet<ByteString> fromBackend;
    private ByteString preface = ByteString.emptyByteString();
    private boolean connected;
    private boolean toldFinished;
    private boolean hasFinished;

    /** One that has not begun. */
    BackendLeg(SubSourceOutlet<ByteString> toBackend, SubSinkInlet<ByteString> fromBackend, Owner owner) {
        this.toBackend = toBackend;
        this.fromBackend = fromBackend;
        toBackend.setHandler(new AbstractOutHandler() {
            @Override
            public void onPull() {
                owner.asked();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                owner.failed(BackendLeg.this, cause);
            }
        });
        fromBackend.setHandler(new AbstractInHandler() {
            @Override
            public void onPush() {
                owner.received(BackendLeg.this);
            }

            @Override
            public void onUpstreamFinish() {
                hasFinished = true;
                owner.finished(BackendLeg.this);
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                owner.failed(BackendLeg.this, failure);
            }
        });
    }

    /** Begins the attempt; its outcome, the leg's own address, comes on any thread. */
    CompletionStage<SocketAddress> connect(
            BackendLegs legs,
            SocketAddress backend,
            Duration timeout,
            byte[] words,
            @Nullable TlsWish tls,
            Materializer materializer) {
        Flow<ByteString, ByteString, CompletionStage<SocketAddress>> connecting;
        if (tls == null) {
            preface = ByteString.fromArrayUnsafe(words);
            connecting = legs.to(backend, timeout);
        } else {
            connecting = legs.to(backend, timeout, words, tls);
        }
        return Source.fromGraph(toBackend.source())
                .viaMat(connecting, Keep.right())
                .to(Sink.fromGraph(fromBackend.sink()))
                .run(materializer);
    }

    /** It stands: it is an attempt no more. */
    void setConnected() {
        connected = true;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether the backend was told that nothing more comes. */
    boolean isToldFinished() {
        return toldFinished;
    }

    boolean hasFinished() {
        return hasFinished;
    }

    /** Whether nothing comes from the backend any more, in order or not. */
    boolean isGone() {
        return fromBackend.isClosed();
    }

    /** Whether one may be pushed. */
    boolean takesChunk() {
        return toBackend.isAvailable();
    }

    /** Whether the backend leaves lying what it was sent. */
    boolean isStalled() {
        return !toBackend.isClosed() && !toBackend.isAvailable();
    }

    /** Whether something of the balancer's own has to go out before all else. */
    boolean hasPreface() {
        return preface.nonEmpty();
    }

    /** Alone, as the first of all chunks, once it is taken: the next one is asked for when it is on its way. */
    void sendPreface() {
        if (takesChunk()) {
            toBackend.push(preface);
            preface = ByteString.emptyByteString();
        }
    }

    void push(ByteString chunk) {
        toBackend.push(chunk);
    }

    void pull() {
        fromBackend.pull();
    }

    ByteString grab() {
        return fromBackend.grab();
    }

    void finishSending() {
        toldFinished = true;
        if (!toBackend.isClosed()) {
            toBackend.complete();
        }
    }

    /** Has what the backend still sends come, and drops it. */
    void discard() {
        if (fromBackend.isAvailable()) {
            fromBackend.grab();
        }
        if (!fromBackend.isClosed() && !fromBackend.hasBeenPulled()) {
            fromBackend.pull();
        }
    }

    void reset() {
        ResetLeg reset = new ResetLeg();
        toBackend.fail(reset);
        if (!fromBackend.isClosed()) {
            fromBackend.cancel(reset);
        }
    }

    /** Lets go of an attempt that has failed. */
    void close() {
        if (!toBackend.isClosed()) {
            toBackend.complete();
        }
        if (!fromBackend.isClosed()) {
            fromBackend.cancel();
        }
    }
}

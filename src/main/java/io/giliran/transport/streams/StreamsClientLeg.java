package io.giliran.transport.streams;

import akka.actor.typed.DispatcherSelector;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.Relay;
import io.giliran.transport.RelayEvents;
import io.giliran.transport.RelayOptions;
import java.net.InetSocketAddress;

/** Client that Akka has accepted; no byte of it is read until its stream runs. */
record StreamsClientLeg(Tcp.IncomingConnection connection, RelayStage.Backends backends, Materializer materializer)
        implements ClientLeg {
    @Override
    public InetSocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public InetSocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public DispatcherSelector dispatcher() {
        return DispatcherSelector.defaultDispatcher();
    }

    @Override
    public Relay relay(RelayOptions options, RelayEvents events) {
        return connection
                .flow()
                .joinMat(Flow.fromGraph(new RelayStage(backends, options, events)), Keep.right())
                .run(materializer);
    }

    @Override
    public void refuse(boolean gently) {
        Source<ByteString, ?> end = gently ? Source.empty() : Source.failed(new RelayStage.Reset());
        connection.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), end), materializer);
    }
}

package io.giliran.backend;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.util.concurrent.CompletionStage;

/** Serves the connections of one backend, and knows nothing of sockets or actors. Thread-safe. */
final class Connections {
    private final LiveConnections live = new LiveConnections();
    private final Flow<ByteString, ByteString, NotUsed> flow;

    /** All connections share the workers, which stay the caller's to close, and one sequence of service times. */
    Connections(BackendSettings settings, Workers workers) {
        ServiceTimes serviceTimes = new ServiceTimes(settings.serviceTime(), settings.seed(), settings.name());
        flow = Flow.fromGraph(new LineProtocol(settings.name(), settings.pipeline(), serviceTimes, workers, live));
    }

    /** The client's bytes in, the answers out; materialized once for each connection. */
    Flow<ByteString, ByteString, NotUsed> flow() {
        return flow;
    }

    Backend.Counts counts() {
        return live.counts();
    }

    /** Ends all connections, without the answers that are not ready; completes when all have ended. */
    CompletionStage<Done> close() {
        return live.closeAll();
    }
}

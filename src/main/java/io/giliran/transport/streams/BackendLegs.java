package io.giliran.transport.streams;

import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Makes the flow of a backend leg. */
@FunctionalInterface
interface BackendLegs {
    /** Running the flow connects it; its materialized value is the leg's own address, or why it was not connected. */
    Flow<ByteString, ByteString, CompletionStage<SocketAddress>> to(SocketAddress backend, Duration timeout);
}

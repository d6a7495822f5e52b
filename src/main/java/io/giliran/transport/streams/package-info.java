/**
 * Data plane {@code streams}, for study: every byte goes through an Akka Streams flow, without optional features. Start reading
 * at {@link StreamsPlane} and {@code RelayStage}.
 */
@NullMarked
package io.giliran.transport.streams;

import org.jspecify.annotations.NullMarked;

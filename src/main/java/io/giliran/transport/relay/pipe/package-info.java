/**
 * Relay of one connection: connects the backend leg, and moves bytes both ways. Start reading at {@link LoopRelay};
 * {@link Pipe} is one direction.
 */
@NullMarked
package io.giliran.transport.relay.pipe;

import org.jspecify.annotations.NullMarked;

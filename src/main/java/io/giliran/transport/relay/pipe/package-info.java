/** The relay of one connection: connects the backend leg, and moves bytes both ways. */
@NullMarked
package io.giliran.transport.relay.pipe;

import org.jspecify.annotations.NullMarked;

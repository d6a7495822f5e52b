/**
 * Interface of the data planes: listeners, client legs, relays and their events. Knows no policy and no plane. Start reading at
 * {@link DataPlane}, {@link ClientLeg} and {@link Relay}.
 */
@NullMarked
package io.giliran.transport;

import org.jspecify.annotations.NullMarked;

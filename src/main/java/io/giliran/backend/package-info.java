/**
 * Backend server of the laboratory: an actor, its event loop, and the line protocol with configurable service times. Start
 * reading at {@link BackendServer}, then {@code ServedConnection}.
 */
@NullMarked
package io.giliran.backend;

import org.jspecify.annotations.NullMarked;

/** The engine: events, requests, backends and balancers of one run in virtual time. No settings and no files. */
@NullMarked
package io.giliran.simulation.engine;

import org.jspecify.annotations.NullMarked;

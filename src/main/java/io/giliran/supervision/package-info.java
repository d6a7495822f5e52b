/** The parts of a process: how each is started, what becomes of it when it fails, and what is told of it. */
@NullMarked
package io.giliran.supervision;

import org.jspecify.annotations.NullMarked;

/** The parts of a process: how each is started, what becomes of it when it fails, and how its state is reported. */
@NullMarked
package io.giliran.supervision;

import org.jspecify.annotations.NullMarked;

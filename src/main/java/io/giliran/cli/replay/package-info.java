/** giliran replay and why: a recorded run under other policies, and the reason of one pick. */
@NullMarked
package io.giliran.cli.replay;

import org.jspecify.annotations.NullMarked;

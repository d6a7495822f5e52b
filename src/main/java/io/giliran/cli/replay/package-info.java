/**
 * Commands {@code giliran replay} and {@code giliran why}: a recorded run under other policies, and the reason of one pick.
 * Start reading at {@link ReplayCommand} and {@link WhyCommand}.
 */
@NullMarked
package io.giliran.cli.replay;

import org.jspecify.annotations.NullMarked;

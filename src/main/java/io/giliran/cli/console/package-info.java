/** Output of commands: lines, errors, exit codes, and text for any terminal and charset. Start reading at {@link Console}. */
@NullMarked
package io.giliran.cli.console;

import org.jspecify.annotations.NullMarked;

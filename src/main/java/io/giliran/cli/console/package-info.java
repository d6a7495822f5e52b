/** Console output of the commands: lines, errors, exit codes, and text that any console can show. */
@NullMarked
package io.giliran.cli.console;

import org.jspecify.annotations.NullMarked;

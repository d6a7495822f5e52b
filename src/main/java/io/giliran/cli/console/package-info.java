/** What a command prints: lines, errors, exit codes, and text that any console can show. */
@NullMarked
package io.giliran.cli.console;

import org.jspecify.annotations.NullMarked;

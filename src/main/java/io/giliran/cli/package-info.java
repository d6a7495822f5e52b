/** The command line: one command a role. Imported by nobody. */
@NullMarked
package io.giliran.cli;

import org.jspecify.annotations.NullMarked;

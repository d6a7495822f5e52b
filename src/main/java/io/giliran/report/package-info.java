/** Output of a run: the run directory and its files, and the table on the console. */
@NullMarked
package io.giliran.report;

import org.jspecify.annotations.NullMarked;

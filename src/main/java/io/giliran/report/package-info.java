/**
 * Output of a run: its run directory, the files in it, and the table on the console. Start reading at {@link RunSummary} and
 * {@link RunDirectory}.
 */
@NullMarked
package io.giliran.report;

import org.jspecify.annotations.NullMarked;

/** Reads back what a run has left in its run directory. */
@NullMarked
package io.giliran.report.reading;

import org.jspecify.annotations.NullMarked;

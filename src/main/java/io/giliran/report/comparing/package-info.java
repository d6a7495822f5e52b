/** Comparison of two run directories, with confidence intervals. Start reading at {@link RunDifference}. */
@NullMarked
package io.giliran.report.comparing;

import org.jspecify.annotations.NullMarked;

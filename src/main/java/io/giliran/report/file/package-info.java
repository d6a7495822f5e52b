/**
 * Atomic writing of result files: a file appears whole or not at all, and a failure is reported with its reason. Start reading
 * at {@link WholeFile}.
 */
@NullMarked
package io.giliran.report.file;

import org.jspecify.annotations.NullMarked;

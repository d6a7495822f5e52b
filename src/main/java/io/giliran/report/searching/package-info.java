/** Output of a search for the highest rate: its table, its CSV file and its page. Start reading at {@link SearchFiles}. */
@NullMarked
package io.giliran.report.searching;

import org.jspecify.annotations.NullMarked;

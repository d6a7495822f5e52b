/** Output of a search for the highest rate: its table, its file, its chart. */
@NullMarked
package io.giliran.report.searching;

import org.jspecify.annotations.NullMarked;

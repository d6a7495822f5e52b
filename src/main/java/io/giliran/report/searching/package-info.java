/** What a search for the highest rate leaves behind: its table, its file, its picture. */
@NullMarked
package io.giliran.report.searching;

import org.jspecify.annotations.NullMarked;

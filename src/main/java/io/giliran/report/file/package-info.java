/** Writing of results: whole files or none, and the reason when there is none. */
@NullMarked
package io.giliran.report.file;

import org.jspecify.annotations.NullMarked;

/** The results of a run in the formats of other tools. */
@NullMarked
package io.giliran.report.export;

import org.jspecify.annotations.NullMarked;

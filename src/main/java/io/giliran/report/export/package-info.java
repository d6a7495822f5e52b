/** Export of a run's results to the formats of other tools. Start reading at {@link ExportFormat}. */
@NullMarked
package io.giliran.report.export;

import org.jspecify.annotations.NullMarked;

/** Reading of a run directory, for reports, comparisons and replays. Start reading at {@link RecordedRun}. */
@NullMarked
package io.giliran.report.reading;

import org.jspecify.annotations.NullMarked;

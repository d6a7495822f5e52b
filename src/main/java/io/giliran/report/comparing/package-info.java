/** Two run directories side by side: what differs, and how sure that is. */
@NullMarked
package io.giliran.report.comparing;

import org.jspecify.annotations.NullMarked;

/** {@code report.html}: a run, live or simulated, as one page that needs nothing but a browser. */
@NullMarked
package io.giliran.report.page;

import org.jspecify.annotations.NullMarked;

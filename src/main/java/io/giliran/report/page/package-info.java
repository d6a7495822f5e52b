/**
 * Report page {@code report.html}: a live or simulated run as one self-contained HTML file. Start reading at
 * {@link ReportPage}.
 */
@NullMarked
package io.giliran.report.page;

import org.jspecify.annotations.NullMarked;

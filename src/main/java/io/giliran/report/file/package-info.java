/** How results reach the disk: whole or not at all, and why they did not. */
@NullMarked
package io.giliran.report.file;

import org.jspecify.annotations.NullMarked;

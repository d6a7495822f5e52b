/** The runtime API over HTTP and the metrics, for operators and their tools. */
@NullMarked
package io.giliran.admin;

import org.jspecify.annotations.NullMarked;

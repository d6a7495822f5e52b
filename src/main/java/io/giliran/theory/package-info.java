/** Closed forms, and small exact chains, that runs are judged by. Rates are per second, times in seconds. */
@NullMarked
package io.giliran.theory;

import org.jspecify.annotations.NullMarked;

/**
 * Health of backends: active checks, outlier ejection, panic and administrative state. Pure: time and randomness are arguments.
 * Start reading at {@link PoolHealth}.
 */
@NullMarked
package io.giliran.health;

import org.jspecify.annotations.NullMarked;

/** Health of backends: active checks, ejection, panic, administrative state. Time and randomness are handed in. */
@NullMarked
package io.giliran.health;

import org.jspecify.annotations.NullMarked;

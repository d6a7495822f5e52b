/** Typed, validated reading of the configuration; every error names the place, the value and what is valid. */
@NullMarked
package io.giliran.settings;

import org.jspecify.annotations.NullMarked;

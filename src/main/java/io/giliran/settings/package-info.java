/**
 * Typed, validated reading of the configuration. Every error names the location, the value and what is valid. Start reading at
 * {@link SettingsReader}.
 */
@NullMarked
package io.giliran.settings;

import org.jspecify.annotations.NullMarked;

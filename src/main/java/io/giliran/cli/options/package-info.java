/**
 * Options that several commands share, and how they override the configuration. Start reading at {@link Configuration} and
 * {@link Overrides}.
 */
@NullMarked
package io.giliran.cli.options;

import org.jspecify.annotations.NullMarked;

/** The options that commands share, and how they come before the configuration. */
@NullMarked
package io.giliran.cli.options;

import org.jspecify.annotations.NullMarked;

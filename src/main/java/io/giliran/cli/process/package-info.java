/** Life of the process: its roles, signals, keys, descriptors and its end. */
@NullMarked
package io.giliran.cli.process;

import org.jspecify.annotations.NullMarked;

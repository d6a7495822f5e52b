/** How this process meets signals and how it ends. */
@NullMarked
package io.giliran.cli.process;

import org.jspecify.annotations.NullMarked;

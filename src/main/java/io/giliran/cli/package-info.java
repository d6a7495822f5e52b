/**
 * Command line: {@code Main} and one command for each role. No other package imports it. Start reading at {@link Main}; what
 * the commands share is in the packages below.
 */
@NullMarked
package io.giliran.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Progress and threads of {@code giliran simulate}, which runs experiments in virtual time. The command itself is in
 * {@code cli}.
 */
@NullMarked
package io.giliran.cli.simulate;

import org.jspecify.annotations.NullMarked;

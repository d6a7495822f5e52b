/** giliran simulate: experiments in virtual time. */
@NullMarked
package io.giliran.cli.simulate;

import org.jspecify.annotations.NullMarked;

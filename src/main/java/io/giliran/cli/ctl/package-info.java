/**
 * Command {@code giliran ctl}: queries and changes of a running balancer through its runtime API. Start reading at
 * {@link CtlCommand}.
 */
@NullMarked
package io.giliran.cli.ctl;

import org.jspecify.annotations.NullMarked;

/** giliran ctl: queries and changes of a running balancer. */
@NullMarked
package io.giliran.cli.ctl;

import org.jspecify.annotations.NullMarked;

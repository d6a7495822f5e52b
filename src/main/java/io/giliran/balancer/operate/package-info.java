/** What an operator sees and changes while the balancer runs: commands, replies, audit, gradual closing. */
@NullMarked
package io.giliran.balancer.operate;

import org.jspecify.annotations.NullMarked;

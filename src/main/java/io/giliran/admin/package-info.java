/** What operators and their tools talk to while a balancer runs: the runtime API over HTTP, and the metrics. */
@NullMarked
package io.giliran.admin;

import org.jspecify.annotations.NullMarked;

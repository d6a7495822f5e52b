/** The access log: what a connection was, as lines of tcplog, JSON, events and picks. */
@NullMarked
package io.giliran.balancer.log;

import org.jspecify.annotations.NullMarked;

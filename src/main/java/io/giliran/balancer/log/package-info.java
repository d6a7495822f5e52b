/**
 * Access log: the records of connections as lines of tcplog, JSON, events and picks. Start reading at {@link AccessLog};
 * {@link ConnectionTrace} collects the data of one connection.
 */
@NullMarked
package io.giliran.balancer.log;

import org.jspecify.annotations.NullMarked;

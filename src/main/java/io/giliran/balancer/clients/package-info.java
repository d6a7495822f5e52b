/**
 * Access rules and limits for clients: addresses, networks, connections and rates of each client. Start reading at
 * {@link ClientRules}.
 */
@NullMarked
package io.giliran.balancer.clients;

import org.jspecify.annotations.NullMarked;

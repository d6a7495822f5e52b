/** Rules that allow or deny clients by address or name, and limits of each client. */
@NullMarked
package io.giliran.balancer.clients;

import org.jspecify.annotations.NullMarked;

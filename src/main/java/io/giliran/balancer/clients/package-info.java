/** Which clients are served, and how much of them: addresses, rules and limits. */
@NullMarked
package io.giliran.balancer.clients;

import org.jspecify.annotations.NullMarked;

/** The balancer's actors: guardian, router, one connection actor a client; and the access log. */
@NullMarked
package io.giliran.balancer;

import org.jspecify.annotations.NullMarked;

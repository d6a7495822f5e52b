/** Settings under {@code giliran.balancer}: one record for each group of keys. Start reading at {@link BalancerSettings}. */
@NullMarked
package io.giliran.balancer.settings;

import org.jspecify.annotations.NullMarked;

/**
 * Results of queueing theory that runs are compared with: closed forms and small exact chains. Rates are per second, times in
 * seconds. Start reading at {@link SingleServer}.
 */
@NullMarked
package io.giliran.theory;

import org.jspecify.annotations.NullMarked;

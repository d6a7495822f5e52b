/**
 * Supervision of the process: every actor and thread is a part, which is restarted or ends the process when it fails, and whose
 * state is reported. Start reading at {@link Parts}.
 */
@NullMarked
package io.giliran.supervision;

import org.jspecify.annotations.NullMarked;

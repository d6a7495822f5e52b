/** Event loops as dispatchers of Akka: started, watched, and replaced when one dies. Start reading at {@link Loops}. */
@NullMarked
package io.giliran.transport.relay.akka;

import org.jspecify.annotations.NullMarked;

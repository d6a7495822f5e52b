/** The plain data plane, for study: every byte goes through an Akka Streams flow, and there is nothing else to it. */
@NullMarked
package io.giliran.transport.streams;

import org.jspecify.annotations.NullMarked;

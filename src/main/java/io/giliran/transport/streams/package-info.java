/** The data plane in which every byte goes through an Akka Streams flow: for stages that look at bytes, and for study. */
@NullMarked
package io.giliran.transport.streams;

import org.jspecify.annotations.NullMarked;

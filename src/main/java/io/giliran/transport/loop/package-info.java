/** Event loop: one thread, one selector, non-blocking sockets and pooled buffers. Start reading at {@link EventLoop}. */
@NullMarked
package io.giliran.transport.loop;

import org.jspecify.annotations.NullMarked;

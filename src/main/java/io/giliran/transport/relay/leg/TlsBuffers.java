package io.giliran.transport.relay.leg;

import io.giliran.transport.loop.ChunkPool;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.tls.TlsSession;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Buffers for the records of all TLS connections of a loop; allocated when the first one needs them. Confined to the loop. */
public final class TlsBuffers {
    private final EventLoop loop;
    private final ChunkPool kept;
    private @Nullable ByteBuffer in;
    private @Nullable ByteBuffer out;

    /**
     * Creates the buffers of a loop.
     *
     * @param kept where what is not sent is held
     */
    public TlsBuffers(EventLoop loop, ChunkPool kept) {
        this.loop = loop;
        this.kept = kept;
    }

    ChunkPool kept() {
        return kept;
    }

    /** Returns the buffer for received records, cleared; as large as the loop's own buffer. */
    ByteBuffer in() {
        if (in == null) {
            in = ByteBuffer.allocateDirect(loop.readBuffer().capacity());
        }
        return in.clear();
    }

    /** Returns the buffer for records to send, cleared; it has room for what the loop's own buffer holds. */
    ByteBuffer out() {
        if (out == null) {
            out = ByteBuffer.allocateDirect(
                    TlsSession.sealedBytes(loop.readBuffer().capacity()));
        }
        return out.clear();
    }
}

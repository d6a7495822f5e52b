package io.giliran.backend;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * The answers of one connection, given out in the order of its requests although their work may end in another order.
 * Answers whose turn has come are gathered into one batch. Not thread-safe.
 */
final class Answers {
    private static final byte[] NOTHING = {};
    private final byte[] name;
    private final Queue<Pending> pending = new ArrayDeque<>(1);
    private int pendingBytes;

    private byte[] batch = NOTHING;
    private int batchLength;

    /** Starts with none; the backend's name begins every answer. */
    Answers(String name) {
        this.name = (name + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds an answer whose work is done; the message is copied. */
    void addDone(ByteBuffer message) {
        if (pending.isEmpty()) {
            reserve(name.length + message.remaining() + 1);
            batchLength += write(message, batch, batchLength);
        } else {
            add(message).done = true;
        }
    }

    /** Adds an answer that waits until its work is {@link #done}; the message is copied. */
    Pending add(ByteBuffer message) {
        byte[] answer = new byte[name.length + message.remaining() + 1];
        write(message, answer, 0);
        return enqueue(new Pending(answer));
    }

    /** Adds an error line, which goes when all answers before it have gone. */
    void addError(String message) {
        Pending error = enqueue(new Pending(("error: " + message + "\n").getBytes(StandardCharsets.UTF_8)));
        done(error);
    }

    /** Reports that the work for an answer is done. */
    void done(Pending answer) {
        answer.done = true;
        Pending first = pending.peek();
        while (first != null && first.done) {
            pending.remove();
            pendingBytes -= first.bytes.length;
            reserve(first.bytes.length);
            System.arraycopy(first.bytes, 0, batch, batchLength, first.bytes.length);
            batchLength += first.bytes.length;
            first = pending.peek();
        }
    }

    /** Number of answers that wait for their work or their turn. */
    int pendingCount() {
        return pending.size();
    }

    /** Number of bytes that are held. */
    int heldBytes() {
        return pendingBytes + batchLength;
    }

    /** Whether {@link #takeBatch()} has something to give. */
    boolean hasBatch() {
        return batchLength > 0;
    }

    /** Takes all answers out whose turn has come. */
    ByteBuffer takeBatch() {
        ByteBuffer taken = ByteBuffer.wrap(batch, 0, batchLength);
        batch = NOTHING;
        batchLength = 0;
        return taken;
    }

    private Pending enqueue(Pending answer) {
        pending.add(answer);
        pendingBytes += answer.bytes.length;
        return answer;
    }

    /** Returns the number of bytes written. */
    private int write(ByteBuffer message, byte[] target, int offset) {
        int length = message.remaining();
        System.arraycopy(name, 0, target, offset, name.length);
        message.get(message.position(), target, offset + name.length, length);
        target[offset + name.length + length] = '\n';
        return name.length + length + 1;
    }

    private void reserve(int additional) {
        int length = batchLength + additional;
        if (length > batch.length) {
            batch = Arrays.copyOf(batch, Math.max(length, batch.length * 2));
        }
    }

    /** Answer that must wait: its work or that of an earlier one is not done. */
    static final class Pending {
        private final byte[] bytes;
        private boolean done;

        private Pending(byte[] bytes) {
            this.bytes = bytes;
        }
    }
}

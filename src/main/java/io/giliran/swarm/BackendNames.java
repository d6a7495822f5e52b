package io.giliran.swarm;

import io.giliran.settings.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cache of the backend names at the head of answers, each decoded once to a {@link PlainText}, because any service may be under
 * test and names appear in every file and on the console. Confined to its driver's loop.
 */
final class BackendNames {
    /** The most names kept. More of them are not backends but something else that answers, and not worth the memory. */
    private static final int MOST = 4096;

    private static final String TOO_MANY = "others";

    private final List<byte[]> known = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int last;

    /** The name that stands in the bytes from {@code from} up to {@code to}. */
    String of(ByteBuffer bytes, int from, int to) {
        int count = known.size();
        for (int i = 0; i < count; i++) {
            int at = last + i < count ? last + i : last + i - count;
            if (is(known.get(at), bytes, from, to)) {
                last = at + 1 < count ? at + 1 : 0;
                return texts.get(at);
            }
        }
        if (count == MOST) {
            return TOO_MANY;
        }
        byte[] name = new byte[to - from];
        bytes.get(from, name);
        known.add(name);
        texts.add(PlainText.line(new String(name, StandardCharsets.UTF_8)));
        return texts.get(count);
    }

    private static boolean is(byte[] name, ByteBuffer bytes, int from, int to) {
        if (name.length != to - from) {
            return false;
        }
        for (int i = name.length - 1; i >= 0; i--) {
            if (name[i] != bytes.get(from + i)) {
                return false;
            }
        }
        return true;
    }
}

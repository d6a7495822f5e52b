package io.giliran.policy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the members of a {@link PickJournal}, and finds again by their index those that there were. */
final class JournalMembers {
    private final Map<Integer, Backend> backends = new HashMap<>();

    /** The members of a line that begins with {@code members,NOW}. */
    List<BackendPool.Member> of(String[] words) {
        List<BackendPool.Member> members = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            String[] parts = words[i].split(":", -1);
            Backend backend = new Backend(
                    Integer.parseInt(parts[0]), decoded(parts[4]), Integer.parseInt(parts[1]), decoded(parts[5]));
            backends.put(backend.index(), backend);
            boolean backup = parts[3].equals(PickReplay.BACKUP);
            if (!backup && !parts[3].equals(PickReplay.PRIMARY)) {
                throw new IllegalArgumentException(parts[3]);
            }
            members.add(new BackendPool.Member(backend, backup, Integer.parseInt(parts[2])));
        }
        return members;
    }

    Backend backend(String index) {
        return Objects.requireNonNull(backends.get(Integer.parseInt(index)), "it was a member once");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

package io.giliran.balancer.discovery;

import io.giliran.balancer.model.Destination;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last result of every source. A source that fails keeps its last result. Plain. */
final class Discoveries {
    private final Map<String, List<Destination>> found = new LinkedHashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private final Set<String> unasked = new HashSet<>();

    /** Replaces the sources; results of sources that are gone are forgotten. */
    void of(Collection<String> sources) {
        Map<String, List<Destination>> before = new HashMap<>(found);
        found.clear();
        sources.forEach(source -> found.put(source, before.getOrDefault(source, List.of())));
        problems.keySet().retainAll(sources);
        unasked.clear();
        unasked.addAll(sources);
    }

    /** Returns what has to be said of it, which is nothing of a problem that goes on; empty for nothing. */
    String take(String source, DiscoverySource.Finding finding) {
        List<Destination> before = found.get(source);
        if (before == null) {
            return "";
        }
        unasked.remove(source);
        if (finding instanceof DiscoverySource.Failed failed) {
            String last = problems.put(source, failed.reason());
            return failed.reason().equals(last)
                    ? ""
                    : "discovery: " + source + ": " + failed.reason() + "; "
                            + (before.isEmpty() ? "no backend is known from it" : "what was found before stays");
        }
        if (finding instanceof DiscoverySource.FoundPart part) {
            found.put(source, part.backends());
            String last = problems.put(source, part.problem());
            return part.problem().equals(last) ? "" : "discovery: " + source + ": " + part.problem();
        }
        if (finding instanceof DiscoverySource.Found all) {
            found.put(source, all.backends());
            return problems.remove(source) == null ? "" : "discovery: " + source + " is well again";
        }
        return "";
    }

    /** Whether every source has been asked, whatever came of it. */
    boolean isComplete() {
        return unasked.isEmpty();
    }

    List<Destination> all() {
        List<Destination> all = new ArrayList<>();
        found.values().forEach(all::addAll);
        return all;
    }
}

package io.giliran.report.page;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns a colour of the page's palette to each policy. A policy of this version has the same colour in every chart of
 * every page. A name that is not known, as in a run of another version, gets a colour that no policy beside it has.
 */
final class PolicyColours {
    /** Colours of the palette: {@code --c0} to {@code --c15} of {@code report.css}. */
    static final int COLOURS = 16;

    /**
     * The place of a name is its colour. The first eight are those that are compared most, and the next four the hashing
     * policies: within each of the two groups the colours differ most, also for a reader without red or green.
     */
    static final List<String> KNOWN = List.of(
            "round-robin",
            "random",
            "least-connections",
            "p2c",
            "p2c-with-replacement",
            "central-queue",
            "peak-ewma",
            "join-idle-queue",
            "source-hash",
            "ring-hash",
            "maglev",
            "rendezvous",
            "p2c.peak-ewma",
            "least-time",
            "prequal",
            "first");

    private PolicyColours() {}

    /** The colour of each of the policies of a page. */
    static Map<String, Integer> of(Collection<String> policies) {
        Map<String, Integer> colours = new LinkedHashMap<>();
        policies.stream().filter(KNOWN::contains).forEach(name -> colours.put(name, KNOWN.indexOf(name)));
        for (String name : policies) {
            if (!colours.containsKey(name)) {
                int colour = Math.floorMod(name.hashCode(), COLOURS);
                while (colours.size() < COLOURS && colours.containsValue(colour)) {
                    colour = (colour + 1) % COLOURS;
                }
                colours.put(name, colour);
            }
        }
        return colours;
    }
}

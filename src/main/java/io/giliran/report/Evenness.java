package io.giliran.report;

import io.giliran.metrics.BackendLoad;
import java.util.Locale;
import java.util.Map;

/** Describes in one sentence how evenly the answered connections are spread over the backends. */
final class Evenness {
    private Evenness() {}

    static String sentence(RunSummary summary) {
        long total = summary.connections();
        if (total == 0) {
            return "no backend answered on any connection";
        }
        Map.Entry<String, BackendLoad> least = null;
        Map.Entry<String, BackendLoad> most = null;
        for (Map.Entry<String, BackendLoad> backend : summary.backends().entrySet()) {
            long connections = backend.getValue().connections();
            if (least == null || connections < least.getValue().connections()) {
                least = backend;
            }
            if (most == null || connections > most.getValue().connections()) {
                most = backend;
            }
        }
        if (least == null || most == null) {
            throw new AssertionError("connections without a backend");
        }
        return sentence(summary, total, least, most);
    }

    /** The connections that were answered; whom the others went to, the swarm cannot know. */
    private static String all(RunSummary summary, long answered) {
        long unanswered = summary.unansweredConnections();
        return unanswered == 0
                ? Numbers.count(answered, "connection")
                : Numbers.count(answered, "answered connection") + " (" + Numbers.count(unanswered)
                        + " more had no answer)";
    }

    private static String sentence(
            RunSummary summary, long total, Map.Entry<String, BackendLoad> least, Map.Entry<String, BackendLoad> most) {
        String all = all(summary, total);
        String fewest = Numbers.count(least.getValue().connections());
        String highest = Numbers.count(most.getValue().connections());
        if (summary.backends().size() == 1) {
            return "one backend got all " + all;
        }
        return switch ((int)
                Math.min(2, most.getValue().connections() - least.getValue().connections())) {
            case 0 -> "shares exactly equal, every backend got " + fewest + " of " + all;
            case 1 -> "every backend got " + fewest + " or " + highest + " of " + all;
            default ->
                "from " + fewest + " (" + least.getKey() + ") to " + highest + " (" + most.getKey() + ") of "
                        + all
                        + String.format(
                                Locale.ROOT,
                                ", Jain index %.4f, max/mean %.3f",
                                summary.jain().orElseThrow(),
                                summary.maxOverMean().orElseThrow());
        };
    }
}

package io.giliran.report.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.giliran.metrics.Interval;
import io.giliran.metrics.RunComparison;
import java.util.Locale;

/** A {@link RunDifference} for programs: one object. What is not known is absent. */
public final class DifferenceJson {
    private static final JsonMapper JSON = new JsonMapper();

    private DifferenceJson() {}

    /** Renders it, without a line's end. */
    public static String render(RunDifference difference) {
        ObjectNode root = JSON.createObjectNode();
        root.put("a", difference.nameA());
        root.put("b", difference.nameB());
        root.put("confidence", Interval.USUAL_CONFIDENCE);
        root.put("paired", difference.comparison().paired());
        difference.pairs().ifPresent(pairs -> root.put("pairs", pairs));
        RunComparison.Silence silence = difference.comparison().silence();
        if (silence != RunComparison.Silence.NONE) {
            root.put("verdict", DifferenceTable.silence(silence));
        }
        ObjectNode lines = root.putObject("differences");
        for (RunComparison.Line line : difference.comparison().lines()) {
            ObjectNode object = lines.putObject(key(line));
            value(object.putObject("a"), line.first(), line.firstKnown());
            value(object.putObject("b"), line.second(), line.secondKnown());
            ObjectNode of = object.putObject(line.kind() == RunComparison.Kind.SHARE ? "difference" : "relative");
            value(of, line.difference(), true);
            object.put("verdict", line.verdict().name().toLowerCase(Locale.ROOT));
        }
        difference.warnings().forEach(root.putArray("warnings")::add);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String key(RunComparison.Line line) {
        return switch (line.kind()) {
            case TIME -> "rtt_" + line.name().replace(".", "") + "_ns";
            case PER_SECOND -> line.name() + "_per_s";
            case SHARE -> line.name() + "_share";
        };
    }

    private static void value(ObjectNode object, Interval interval, boolean known) {
        if (!known) {
            object.put("at_least", true);
        }

        number(object, "low", interval.low());
        number(object, "estimate", interval.estimate());
        number(object, "high", interval.high());
    }

    private static void number(ObjectNode object, String name, double value) {
        if (Double.isFinite(value)) {
            object.put(name, value);
        }
    }
}

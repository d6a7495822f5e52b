package io.giliran.simulation.experiment;

import io.giliran.metrics.tail.Bounded;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Expected outcome of a scenario: one side below or above the other.
 *
 * @param text as written
 */
public record Expectation(String text, Side left, boolean below, Side right) {
    /**
     * A factor times a metric of a policy, or a number alone.
     *
     * @param policy null for a number
     */
    public record Side(double factor, @Nullable String policy, Metric metric) {
        Bounded value(BiFunction<String, Metric, Bounded> results) {
            return policy == null
                    ? Bounded.exactly(factor)
                    : results.apply(policy, metric).times(factor);
        }
    }

    private static final String VALID = "POLICY.METRIC < POLICY.METRIC, or >, either side with FACTOR * before it or a"
            + " number instead; METRIC is one of " + String.join(", ", Metric.keys())
            + "; for example p2c.p99 < 0.5 * random.p99";
    private static final int SHOWN_DIGITS = 4;
    private static final String NUMBER = "\\d+(?:\\.\\d+)?";
    private static final Pattern SIDE = Pattern.compile("(?:(" + NUMBER + ")\\s*\\*\\s*)?([a-z0-9.-]+)\\.([a-z0-9]+)");

    /**
     * Reads an expectation.
     *
     * @param policies those that are simulated
     * @throws IllegalArgumentException when the text is something else; its message continues "VALUE …"
     */
    public static Expectation parse(String text, List<String> policies) {
        String[] sides = text.split("[<>]", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("is not an expectation; valid is " + VALID);
        }
        return new Expectation(
                text, side(sides[0].strip(), policies), text.contains("<"), side(sides[1].strip(), policies));
    }

    /** The policies that it speaks of. */
    public List<String> policies() {
        return Arrays.asList(left, right).stream()
                .map(Side::policy)
                .filter(policy -> policy != null)
                .map(String::valueOf)
                .toList();
    }

    /** Whether it came true; of values that are known from below, whether it is true whatever they are. */
    boolean holds(BiFunction<String, Metric, Bounded> results) {
        Bounded one = left.value(results);
        Bounded other = right.value(results);
        return below ? one.isSurelyBelow(other) : other.isSurelyBelow(one);
    }

    /** The values of both sides: {@code 32.61 < 39.73}, {@code > 76000} for one that is known from below. */
    String values(BiFunction<String, Metric, Bounded> results) {
        return shown(left.value(results)) + (below ? " < " : " > ") + shown(right.value(results));
    }

    private static String shown(Bounded value) {
        return value.shown(number ->
                new BigDecimal(number).round(new MathContext(SHOWN_DIGITS)).toPlainString());
    }

    private static Side side(String text, List<String> policies) {
        if (text.matches(NUMBER)) {
            return new Side(Double.parseDouble(text), null, Metric.MEAN);
        }
        Matcher matcher = SIDE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not an expectation; valid is " + VALID);
        }
        if (!policies.contains(matcher.group(2))) {
            throw new IllegalArgumentException("speaks of " + matcher.group(2)
                    + ", which is not simulated; valid is one of " + String.join(", ", policies));
        }
        double factor = matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1));
        for (Metric metric : Metric.values()) {
            if (metric.key().equals(matcher.group(3))) {
                return new Side(factor, matcher.group(2), metric);
            }
        }
        throw new IllegalArgumentException(
                "speaks of " + matcher.group(3) + "; valid is one of " + String.join(", ", Metric.keys()));
    }
}

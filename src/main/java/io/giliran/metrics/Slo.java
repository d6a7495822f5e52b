package io.giliran.metrics;

import io.giliran.metrics.tail.Bounded;
import io.giliran.metrics.tail.CensoredHistogram;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Service level objective of a run, in the grammar of k6's thresholds with the metric's name before it: {@code rtt: p(99)<50},
 * {@code errors: rate<0.001}. Without a name it is about {@code rtt}. Times are in milliseconds. The word abort after it ends
 * the run as soon as it does not hold, as k6's {@code abortOnFail} does.
 *
 * @param text as written
 * @param percentile of {@link Aggregation#P}, from 0 to 100; else NaN
 * @param bound in milliseconds, or a plain number
 * @see <a href="https://grafana.com/docs/k6/latest/using-k6/thresholds/">k6, Thresholds</a>
 */
public record Slo(
        String text,
        Metric metric,
        Aggregation aggregation,
        double percentile,
        Operator operator,
        double bound,
        boolean aborts) {

    /** Metric of an SLO. */
    public enum Metric {
        /** Corrected RTT. */
        RTT,
        RTT_UNCORRECTED,
        CONNECT,
        SEND_LAG,
        /** The part of the requests that failed. */
        ERRORS,
        /** Requests that have ended: their number, and their rate per second. */
        REQUESTS,
        /** Jain's index over the backends' connections. */
        FAIRNESS;

        /** The word in expressions. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<Aggregation> aggregations() {
            return switch (this) {
                case ERRORS -> List.of(Aggregation.RATE);
                case REQUESTS -> List.of(Aggregation.COUNT, Aggregation.RATE);
                case FAIRNESS -> List.of(Aggregation.VALUE);
                default -> List.of(Aggregation.AVG, Aggregation.MIN, Aggregation.MAX, Aggregation.MED, Aggregation.P);
            };
        }
    }

    /** Aggregation of a metric to one number. */
    public enum Aggregation {
        AVG,
        MIN,
        MAX,
        MED,
        P,
        COUNT,
        RATE,
        VALUE;

        String shown() {
            return this == P ? "p(N)" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** Comparison of the number with the bound; {@code ===} is the same as {@code ==}, as in k6. */
    public enum Operator {
        GREATER_OR_EQUAL(">="),
        LESS_OR_EQUAL("<="),
        STRICTLY_EQUAL("==="),
        EQUAL("=="),
        NOT_EQUAL("!="),
        GREATER(">"),
        LESS("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** Whether it holds of every number within the bounds of the value; never of an empty one. */
        boolean holds(Bounded value, double bound) {
            return switch (this) {
                case GREATER -> value.least() > bound;
                case GREATER_OR_EQUAL -> value.least() >= bound;
                case LESS -> value.most() < bound;
                case LESS_OR_EQUAL -> value.most() <= bound;
                case EQUAL, STRICTLY_EQUAL -> value.isExact() && value.least() == bound;
                case NOT_EQUAL -> value.least() > bound || value.most() < bound;
            };
        }
    }

    /**
     * Measured values to judge.
     *
     * @param rtt with the requests that were never answered, as far as they lasted
     * @param seconds duration of the measurement
     * @param fairness NaN when no backend is known
     */
    public record Measured(
            CensoredHistogram rtt,
            CensoredHistogram uncorrected,
            Histogram connect,
            Histogram sendLag,
            long requests,
            long failed,
            double seconds,
            double fairness) {
        /** The same where every request ended. */
        public Measured(
                Histogram rtt,
                Histogram uncorrected,
                Histogram connect,
                Histogram sendLag,
                long requests,
                long failed,
                double seconds,
                double fairness) {
            this(
                    CensoredHistogram.of(rtt),
                    CensoredHistogram.of(uncorrected),
                    connect,
                    sendLag,
                    requests,
                    failed,
                    seconds,
                    fairness);
        }
    }

    /**
     * Result of an SLO.
     *
     * @param value in milliseconds, or a plain number; NaN when nothing was measured, and then it does not hold
     * @param exact false when the value is only a lower bound, because requests were never answered
     */
    public record Result(String expression, double value, boolean ok, boolean exact) {
        /** Text for people: the expression and the value. */
        public String shown() {
            return expression + ": "
                    + (Double.isNaN(value)
                            ? "nothing was measured"
                            : (exact ? "" : "> ") + String.format(Locale.ROOT, "%.4g", value));
        }
    }

    private static final String VALID = "METRIC: AGGREGATION OPERATOR NUMBER, times in ms, for example rtt: p(99)<50 or"
            + " errors: rate<0.001; operators are >, >=, <, <=, ==, === and !=";
    private static final Pattern EXPRESSION =
            Pattern.compile("(?:([^:]*):)?\\s*([^:<>=!]*?)\\s*(>=|<=|===|==|!=|>|<)\\s*([^<>=!\\s]+)(?:\\s+(\\S+))?");
    private static final Pattern PERCENTILE = Pattern.compile("p\\((\\d+(?:\\.\\d+)?)\\)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}(?:\\.\\d{1,15})?");
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Reads an expression about any metric.
     *
     * @throws IllegalArgumentException when the text is none; its message continues "VALUE …"
     */
    public static Slo parse(String text) {
        return parse(text, List.of(Metric.values()));
    }

    /**
     * Reads an expression about one of the metrics that can be judged.
     *
     * @throws IllegalArgumentException when the text is none; its message continues "VALUE …"
     */
    public static Slo parse(String text, List<Metric> known) {
        Matcher matcher = EXPRESSION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not an SLO; valid is " + VALID);
        }
        Metric metric =
                matcher.group(1) == null ? Metric.RTT : metric(matcher.group(1).strip(), known);
        String written = matcher.group(2);
        Matcher percentile = PERCENTILE.matcher(written);
        double rank = percentile.matches() ? new BigDecimal(percentile.group(1)).doubleValue() : Double.NaN;
        Aggregation aggregation = percentile.matches() ? Aggregation.P : aggregation(metric, written);
        if (rank > 100 || !metric.aggregations().contains(aggregation)) {
            throw wrongAggregation(metric, written);
        }
        if (!NUMBER.matcher(matcher.group(4)).matches()) {
            throw new IllegalArgumentException("compares with " + matcher.group(4)
                    + "; valid is a number without a unit, of milliseconds where it is a time");
        }
        if (matcher.group(5) != null && !matcher.group(5).equals("abort")) {
            throw new IllegalArgumentException(
                    "ends in " + matcher.group(5) + "; valid after the number is only abort");
        }
        return new Slo(
                text.strip(),
                metric,
                aggregation,
                rank,
                Arrays.stream(Operator.values())
                        .filter(operator -> operator.sign.equals(matcher.group(3)))
                        .findFirst()
                        .orElseThrow(),
                Double.parseDouble(matcher.group(4)),
                matcher.group(5) != null);
    }

    /** Judges the measured values. */
    public Result judge(Measured measured) {
        return judge(value(measured));
    }

    /**
     * Judges the value of the aggregation.
     *
     * @param value in milliseconds, or a plain number; a value that is known from below only passes when the SLO holds whatever
     *     the value is
     */
    public Result judge(Bounded value) {
        return new Result(text, value.least(), operator.holds(value, bound), value.isEmpty() || value.isExact());
    }

    private Bounded value(Measured measured) {
        return switch (metric) {
            case RTT -> millis(measured.rtt());
            case RTT_UNCORRECTED -> millis(measured.uncorrected());
            case CONNECT -> millis(CensoredHistogram.of(measured.connect()));
            case SEND_LAG -> millis(CensoredHistogram.of(measured.sendLag()));
            case ERRORS -> part((double) measured.failed(), (double) measured.requests());
            case REQUESTS ->
                aggregation == Aggregation.COUNT
                        ? Bounded.exactly((double) measured.requests())
                        : part((double) measured.requests(), measured.seconds());
            case FAIRNESS -> Bounded.exactly(measured.fairness());
        };
    }

    private static Bounded part(double of, double all) {
        return all > 0 ? Bounded.exactly(of / all) : Bounded.EMPTY;
    }

    private Bounded millis(CensoredHistogram times) {
        Bounded nanos = switch (aggregation) {
            case AVG -> times.mean();
            case MIN -> times.min();
            case MAX -> times.max();
            case MED -> times.percentile(50);
            default -> times.percentile(percentile);
        };
        return nanos.dividedBy(NANOS_PER_MILLI);
    }

    private static Metric metric(String name, List<Metric> known) {
        return known.stream()
                .filter(metric -> metric.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("speaks of " + (name.isEmpty() ? "\"\"" : name)
                        + "; valid is one of "
                        + known.stream().map(Metric::key).collect(Collectors.joining(", "))));
    }

    private static Aggregation aggregation(Metric metric, String name) {
        return metric.aggregations().stream()
                .filter(known -> known != Aggregation.P && known.shown().equals(name))
                .findFirst()
                .orElseThrow(() -> wrongAggregation(metric, name));
    }

    private static IllegalArgumentException wrongAggregation(Metric metric, String name) {
        return new IllegalArgumentException("asks for " + (name.isEmpty() ? "nothing" : name) + " of " + metric.key()
                + "; valid is one of "
                + metric.aggregations().stream().map(Aggregation::shown).collect(Collectors.joining(", "))
                + (metric.aggregations().contains(Aggregation.P) ? ", N from 0 to 100" : ""));
    }
}

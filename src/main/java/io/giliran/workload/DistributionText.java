package io.giliran.workload;

import java.util.List;

/** The grammar of distributions. */
final class DistributionText {
    private static final String VALID = "a duration such as 10ms, or fixed:10ms, uniform:5ms:15ms, exp:10ms,"
            + " lognormal:10ms:2 (median, sigma), pareto:1ms:1.5 (minimum, shape),"
            + " bimodal:1ms:100ms:0.9 (first, second, probability of the first)";

    private static final double MAX_PARAMETER = 1_000;

    /** Reads one value with its unit. */
    interface Unit {
        /**
         * The value as a whole number.
         *
         * @throws IllegalArgumentException whose message up to a semicolon continues "VALUE …"
         */
        long parse(String text);
    }

    private final Unit unit;
    private final String valid;

    private DistributionText(Unit unit, String valid) {
        this.unit = unit;
        this.valid = valid;
    }

    static Distribution parse(String text) {
        return parse(text, DurationText::parseNanos, VALID);
    }

    static Distribution parse(String text, Unit unit, String valid) {
        return new DistributionText(unit, valid).read(List.of(text.split(":", -1)));
    }

    private Distribution read(List<String> words) {
        String name = words.get(0);
        return switch (name) {
            case "fixed" -> new FixedDistribution(value(parameters(words, 1), 0));
            case "uniform" -> uniform(parameters(words, 2));
            case "exp" -> new ExponentialDistribution(value(parameters(words, 1), 0));
            case "lognormal" -> logNormal(parameters(words, 2));
            case "pareto" -> pareto(parameters(words, 2));
            case "bimodal" -> bimodal(parameters(words, 3));
            default -> bare(words);
        };
    }

    private Distribution bare(List<String> words) {
        if (words.size() == 1
                && !words.get(0).isEmpty()
                && Character.isDigit(words.get(0).charAt(0))) {
            return new FixedDistribution(value(words, 0));
        }
        throw new IllegalArgumentException("is not a distribution; valid is " + valid);
    }

    private Distribution uniform(List<String> parameters) {
        long low = value(parameters, 0);
        long high = value(parameters, 1);
        if (low > high) {
            throw wrong(parameters.get(0) + " is longer than " + parameters.get(1));
        }
        return new UniformDistribution(low, high);
    }

    private Distribution logNormal(List<String> parameters) {
        return new LogNormalDistribution(value(parameters, 0), number(parameters, 1, "sigma"));
    }

    private Distribution pareto(List<String> parameters) {
        double shape = number(parameters, 1, "shape");
        if (shape <= 0) {
            throw wrong("shape " + parameters.get(1) + " is not above 0");
        }
        return new ParetoDistribution(value(parameters, 0), shape);
    }

    private Distribution bimodal(List<String> parameters) {
        double probability = number(parameters, 2, "probability");
        if (probability > 1) {
            throw wrong("probability " + parameters.get(2) + " is above 1");
        }
        return new BimodalDistribution(value(parameters, 0), value(parameters, 1), probability);
    }

    private List<String> parameters(List<String> words, int count) {
        if (words.size() - 1 != count) {
            throw wrong(words.get(0) + " takes " + count + (count == 1 ? " value" : " values") + " after it, not "
                    + (words.size() - 1));
        }
        return words.subList(1, words.size());
    }

    private long value(List<String> parameters, int index) {
        try {
            return unit.parse(parameters.get(index));
        } catch (IllegalArgumentException unusable) {
            String reason = String.valueOf(unusable.getMessage());
            throw wrong(shown(parameters.get(index)) + " " + reason.substring(0, reason.indexOf(';')));
        }
    }

    private double number(List<String> parameters, int index, String name) {
        String text = parameters.get(index);
        if (!Decimals.isNumber(text)) {
            throw wrong(name + " " + shown(text) + " is not a number");
        }
        double number = Double.parseDouble(text);
        if (number > MAX_PARAMETER) {
            throw wrong(name + " " + text + " is above " + Decimals.plain(MAX_PARAMETER));
        }
        return number;
    }

    private static String shown(String word) {
        return word.isEmpty() ? "an empty value" : word;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("is not a distribution: " + what + "; valid is " + valid);
    }
}

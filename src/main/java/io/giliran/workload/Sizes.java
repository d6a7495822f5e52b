package io.giliran.workload;

import java.util.random.RandomGenerator;

/**
 * A distribution of whole numbers that are no times: bytes, or requests. The grammar and the shapes are those of {@link
 * Distribution}. Immutable; the randomness is the caller's.
 */
public final class Sizes {
    private static final String VALID_BYTES = "a size such as 1KiB, or fixed:32B, uniform:16B:4KiB, exp:1KiB,"
            + " lognormal:1KiB:1 (median, sigma), pareto:64B:1.5 (minimum, shape),"
            + " bimodal:100B:10KiB:0.9 (first, second, probability of the first)";

    private static final String VALID_COUNT = "a whole number such as 5, or fixed:5, uniform:1:9, exp:5,"
            + " lognormal:5:1 (median, sigma), pareto:1:1.5 (minimum, shape),"
            + " bimodal:1:100:0.9 (first, second, probability of the first)";

    private static final long MOST_BYTES = 1L << 30;
    private static final long MOST_COUNT = 1_000_000_000;
    private static final int MOST_DIGITS = 10;

    private final Distribution numbers;

    private Sizes(Distribution numbers) {
        this.numbers = numbers;
    }

    /**
     * Reads a distribution of sizes in bytes: {@code 32B}, {@code uniform:16B:4KiB}, …
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    public static Sizes parseBytes(String text) {
        return new Sizes(DistributionText.parse(text, Sizes::bytes, VALID_BYTES));
    }

    /**
     * Reads a distribution of numbers from 1: {@code 5}, {@code uniform:1:9}, …
     *
     * @throws IllegalArgumentException whose message continues "VALUE …"
     */
    public static Sizes parseCount(String text) {
        return new Sizes(DistributionText.parse(text, Sizes::count, VALID_COUNT));
    }

    /** Always the same number. */
    public static Sizes fixed(int number) {
        return new Sizes(new FixedDistribution(number));
    }

    /** Draws one, from {@code least} to {@code most}: what lies beyond counts as these. */
    public int sample(RandomGenerator random, int least, int most) {
        return (int) Math.max(least, Math.min(most, numbers.sampleNanos(random)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sizes that && numbers.equals(that.numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    private static long bytes(String text) {
        int unitAt = digits(text);
        String unit = text.substring(unitAt);
        long bytes = number(text, unitAt, "is not a size; ")
                * switch (unit) {
                    case "", "B" -> 1;
                    case "kB" -> 1_000;
                    case "KiB", "K", "k" -> 1L << 10;
                    case "MiB", "M", "m" -> 1L << 20;
                    default -> throw new IllegalArgumentException("is not a size; ");
                };
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("is too large; ");
        }
        return bytes;
    }

    private static long count(String text) {
        long count = number(text, digits(text) == text.length() ? text.length() : 0, "is not a whole number; ");
        if (count < 1 || count > MOST_COUNT) {
            throw new IllegalArgumentException("is not from 1 to 1,000,000,000; ");
        }
        return count;
    }

    private static int digits(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static long number(String text, int end, String wrong) {
        if (end == 0 || end > MOST_DIGITS) {
            throw new IllegalArgumentException(wrong);
        }
        return Long.parseLong(text.substring(0, end));
    }
}

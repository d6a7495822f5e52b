package io.giliran.theory;

import java.util.function.DoubleUnaryOperator;

/** Solves fixed-point equations. */
final class Roots {
    private static final int BISECTIONS = 200;

    private Roots() {}

    /** The s from 0 to below 1 with s = f(s), of a convex f with f(0) above 0, f(1) = 1 and a slope above 1 there. */
    static double below1(DoubleUnaryOperator f) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (f.applyAsDouble(middle) > middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}

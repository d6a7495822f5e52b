package io.giliran.health;

/** Virtual time. */
final class Seconds {
    private Seconds() {}

    static long s(double seconds) {
        return Math.round(seconds * 1e9);
    }
}

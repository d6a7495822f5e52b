package io.giliran.policy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A source of randomness that gives the numbers it was told, one after the other. */
final class ScriptedDraws implements RandomGenerator {
    private final Queue<Integer> numbers = new ArrayDeque<>();

    ScriptedDraws(int... numbers) {
        add(numbers);
    }

    void add(int... more) {
        IntStream.of(more).forEach(numbers::add);
    }

    boolean isUsedUp() {
        return numbers.isEmpty();
    }

    @Override
    public int nextInt(int bound) {
        int number = numbers.remove();
        if (number >= bound) {
            throw new IllegalStateException(number + " is not below " + bound);
        }
        return number;
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("only numbers below a bound are scripted");
    }
}

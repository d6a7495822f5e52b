package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.clients.CidrFuzz;
import io.giliran.transport.proxyprotocol.ProxyHeaderFuzz;
import io.giliran.transport.tls.ClientHelloFuzz;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A hundred thousand inputs for everything that reads what strangers write; {@link FuzzBench} runs many more. */
final class FuzzTest {
    private static final int INPUTS = 100_000;

    static List<FuzzTarget> targets() {
        return List.of(new ProxyHeaderFuzz(), new ClientHelloFuzz(), new CidrFuzz());
    }

    @ParameterizedTest
    @MethodSource("targets")
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatHoldsOfOneInputHoldsOfAll(FuzzTarget target) {
        long seed = System.nanoTime();
        SplittableRandom seeds = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < INPUTS; i++) {
            long inputSeed = seeds.nextLong();
            try {
                accepted += target.tryOne(new SplittableRandom(inputSeed)) ? 1 : 0;
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(target.name() + ", input of seed " + inputSeed + "L", failure);
            }
        }
        // At least the eighth that has no fault, or nearly; and noise never.
        assertThat(accepted).as("seed %d", seed).isBetween(INPUTS / 10, INPUTS * 9 / 10);
    }
}

package io.giliran.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each model against published or separately computed values, and against another model where the two must meet. */
final class TheoryTest {
    private static final double LAST_DIGIT = 5e-5;

    @Test
    void publishedValuesAtALoadOf90Percent() {
        assertThat(SingleServer.exponential(0.9, 1).mean()).isCloseTo(10, within(1e-9));
        assertThat(SingleServer.general(0.9, 1, 0).mean()).isCloseTo(5.5, within(1e-9));
        assertThat(SupermarketModel.exponential(2, 0.9, 1).mean()).isCloseTo(2.6141, within(LAST_DIGIT));
        assertThat(SupermarketModel.exponential(3, 0.9, 1).mean()).isCloseTo(2.0279, within(LAST_DIGIT));
        assertThat(RoundRobinServers.exponential(4, 3.6, 1).mean()).isCloseTo(6.3830, within(LAST_DIGIT));
        assertThat(CentralQueue.exponential(4, 3.6, 1).mean()).isCloseTo(2.9694, within(LAST_DIGIT));
        assertThat(QueueLengthChain.shortest(2).exponential(0.9, 1).mean()).isCloseTo(5.4749, within(LAST_DIGIT));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8, 0.95})
    void modelsMeetWhereTheyAreTheSame(double load) {
        double single = SingleServer.exponential(load, 1).mean();
        assertThat(SingleServer.general(load, 1, 1).mean()).isCloseTo(single, within(1e-9));
        assertThat(SingleServer.sharing(load, 1).mean()).isCloseTo(single, within(1e-9));
        assertThat(RoundRobinServers.exponential(1, load, 1).mean()).isCloseTo(single, within(1e-9));
        assertThat(CentralQueue.exponential(1, load, 1).mean()).isCloseTo(single, within(1e-9));
        assertThat(CentralQueue.erlangC(1, load)).isCloseTo(load, within(1e-12));
        assertThat(SupermarketModel.exponential(1, load, 1).mean()).isCloseTo(single, within(1e-9));
        assertThat(QueueLengthChain.shortest(1).exponential(load, 1).mean()).isCloseTo(single, within(1e-5 * single));
        // Of many servers each gets its arrivals at nearly constant gaps.
        assertThat(RoundRobinServers.exponential(20_000, 20_000 * load, 1).mean())
                .isCloseTo(SingleServer.constantArrivals(load, 1).mean(), within(1e-4 * single));
        assertThat(RandomSplit.exponential(2 * load, new double[] {1, 1}, new double[] {0.5, 0.5})
                        .mean())
                .isCloseTo(single, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "2, 0.9", "3, 0.5", "3, 0.8"})
    void moreKnowledgeIsNeverWorse(int servers, double load) {
        double central = CentralQueue.exponential(servers, servers * load, 1).mean();
        double shortest =
                QueueLengthChain.shortest(servers).exponential(load, 1).mean();
        double distinct =
                QueueLengthChain.twoDistinct(servers).exponential(load, 1).mean();
        double replaced = QueueLengthChain.twoWithReplacement(servers)
                .exponential(load, 1)
                .mean();
        double random = SingleServer.exponential(load, 1).mean();
        assertThat(central).isLessThan(shortest);
        assertThat(shortest).isLessThanOrEqualTo(distinct * (1 + 1e-7));
        assertThat(distinct).isLessThan(replaced);
        assertThat(replaced).isLessThan(random);
        if (servers == 2) {
            assertThat(shortest).isCloseTo(distinct, within(1e-7));
        }
    }

    /** A chain whose choice is blind is the single server; so its cut and its sweeps lose nothing. */
    @Test
    void twoServersJoinTheShorterAtLowLoadHardlyWait() {
        // At load → 0 a request waits only behind both busy: T → 1.
        assertThat(QueueLengthChain.shortest(2).exponential(0.01, 1).mean()).isCloseTo(1, within(2e-4));
    }

    @ParameterizedTest
    @CsvSource({
        "0.7, 10, 2.333",
        "0.7, 100, 3.123",
        "0.7, 1000, 3.308",
        "0.8, 10, 2.815",
        "0.8, 100, 4.356",
        "0.9, 10, 3.601",
        "0.9, 1000, 9.303",
        "0.95, 100, 10.023"
    })
    void closedSystemsWaitLess(double load, int clients, double expected) {
        // The think time with which the server has this load, by bisection.
        double low = 0;
        double high = clients / load;
        for (int i = 0; i < 100; i++) {
            double think = (low + high) / 2;
            double time = ClosedSystem.oneServer(clients, think, 1).mean();
            if (clients / (time + think) > load) {
                low = think;
            } else {
                high = think;
            }
        }
        assertThat(ClosedSystem.oneServer(clients, low, 1).mean()).isCloseTo(expected, within(6e-4));
        assertThat(ClosedSystem.servers(1, clients, low, 1).mean())
                .isCloseTo(ClosedSystem.oneServer(clients, low, 1).mean(), within(1e-6));
    }

    @Test
    void closedSystemsOfSeveralServers() {
        // As many servers as clients: nobody waits. No think time: all are always inside.
        assertThat(ClosedSystem.servers(5, 5, 3, 2).mean()).isCloseTo(2, within(1e-9));
        assertThat(ClosedSystem.servers(2, 6, 0, 1).mean()).isCloseTo(3, within(1e-9));
        assertThat(ClosedSystem.oneServer(6, 0, 1).mean()).isCloseTo(6, within(1e-9));
        // A crowd that asks rarely is an open system.
        assertThat(ClosedSystem.servers(4, 1_000_000, 1_000_000 / 3.6, 1).mean())
                .isCloseTo(CentralQueue.exponential(4, 3.6, 1).mean(), within(1e-3));
    }

    @Test
    void quantilesOfExponentialSojourns() {
        // -ln 0.01 = 4.605
        assertThat(SingleServer.exponential(0.9, 1).quantile(0.99).orElseThrow())
                .isCloseTo(46.05, within(5e-3));
        assertThat(SingleServer.general(0.9, 1, 0).quantile(0.99)).isEmpty();
    }

    @Test
    void theBestSplitIsTheSquareRootRule() {
        double[] rates = {1, 4};
        double[] best = RandomSplit.bestShares(3, rates);
        // T* = ((Σ√μ)² / (M - Λ) - n) / Λ = (9 / 2 - 2) / 3
        assertThat(RandomSplit.exponential(3, rates, best).mean()).isCloseTo(2.5 / 3, within(1e-9));
        // In proportion to capacity: n / (M - Λ).
        assertThat(RandomSplit.exponential(3, rates, new double[] {0.2, 0.8}).mean())
                .isCloseTo(1, within(1e-9));
        // Too slow to be worth it.
        assertThat(RandomSplit.bestShares(0.5, new double[] {0.1, 4})[0]).isZero();
    }

    @Test
    void theSupermarketsQueuesAreShort() {
        assertThat(SupermarketModel.atLeast(1, 2, 0.9)).isCloseTo(0.9, within(1e-12));
        assertThat(SupermarketModel.atLeast(3, 2, 0.9)).isCloseTo(Math.pow(0.9, 7), within(1e-12));
        assertThat(SupermarketModel.atLeast(3, 1, 0.9)).isCloseTo(Math.pow(0.9, 3), within(1e-12));
    }

    @Test
    void littlesLaw() {
        assertThat(LittlesLaw.gap(10, 5, 2)).isZero();
        assertThat(LittlesLaw.gap(8, 5, 2)).isCloseTo(0.2, within(1e-12));
        assertThat(LittlesLaw.gap(0, 0, 1)).isZero();
    }

    @Test
    void aLoadThatCannotBeServedHasNoAnswer() {
        assertThatThrownBy(() -> SingleServer.exponential(2, 0.5)).hasMessage("load 1.0 is not above 0 and below 1");
        assertThatThrownBy(() -> RoundRobinServers.exponential(2, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CentralQueue.exponential(2, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SupermarketModel.exponential(2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueueLengthChain.shortest(2).exponential(1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

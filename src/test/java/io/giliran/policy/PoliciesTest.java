package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PoliciesTest {
    @Test
    void namesThePoliciesThereAre() {
        assertThat(Policies.names())
                .contains("round-robin", "random", "least-connections")
                .doesNotHaveDuplicates();
    }

    @Test
    void aPolicyHasTheNameThatItIsRegisteredBy() {
        assertThat(Policies.all()).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.create()
                            .apply(SampleParameters.all(), new SplittableRandom(1))
                            .name())
                    .isEqualTo(entry.name());
            assertThat(entry.name()).matches("[a-z0-9]+([.-][a-z0-9]+)*");
            assertThat(entry.description()).isNotBlank().doesNotContain("\n");
        });
    }

    @Test
    void createsTheOneThatIsAskedForAnewEachTime() {
        for (String name : Policies.names()) {
            BalancingPolicy first = Policies.create(name, SampleParameters.all(), new SplittableRandom(1));
            assertThat(first.name()).isEqualTo(name);
            assertThat(Policies.create(name, SampleParameters.all(), new SplittableRandom(1)))
                    .isNotSameAs(first);
        }
    }

    @Test
    void handsItsRandomnessOn() {
        BalancingPolicy random = Policies.create("random", SampleParameters.all(), new SplittableRandom(5));
        BalancingPolicy same = new RandomPick(new SplittableRandom(5));
        random.eligible(SampleBackends.equal(100));
        same.eligible(SampleBackends.equal(100));
        for (int i = 0; i < 100; i++) {
            assertThat(random.pick(0, TriedBackends.NONE, 0)).isEqualTo(same.pick(0, TriedBackends.NONE, 0));
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheValidOnes() {
        assertThatThrownBy(() -> Policies.create("round-robbin", SampleParameters.all(), new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a policy; valid is one of " + String.join(", ", Policies.names()));
    }

    @Test
    void theDefaultsAreThoseOfTheConfiguration() {
        assertThat(PolicyParameters.DEFAULTS).isEqualTo(SampleParameters.all());
    }
}

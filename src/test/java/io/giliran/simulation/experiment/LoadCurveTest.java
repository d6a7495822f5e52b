package io.giliran.simulation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.typesafe.config.ConfigFactory;
import io.giliran.policy.PolicySettings;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadCurveTest {
    private static final LoadCurve ONE = new LoadCurve(
            1,
            1,
            Distribution.parse("exp:10ms"),
            true,
            "round-robin",
            PolicySettings.parameters(SettingsReader.at(ConfigFactory.defaultReference(), "giliran.balancer.policy")),
            1);

    /** M/M/1 of 100 a second: the median is ln(2) / (100 - rate) s. */
    @Test
    void isTheQueuesCurve() {
        assertThat(ONE.capacityPerSecond()).isEqualTo(100);
        List<LoadCurve.Point> points = ONE.points(60, 2);
        assertThat(points).hasSize(16);
        assertThat(points.get(15).perSecond()).isEqualTo(60);
        for (LoadCurve.Point point : points) {
            assertThat((double) point.rtt().getValueAtPercentile(50))
                    .as("at %s", point.perSecond())
                    .isCloseTo(Math.log(2) / (100 - point.perSecond()) * 1e9, withPercentage(6));
        }
    }

    @Test
    void endsBelowTheCapacity() {
        assertThat(ONE.points(1_000, 2).get(15).perSecond()).isEqualTo(97);
    }

    /** 4 backends by turns at load 0.5: E4/M/1, whose mean is below M/M/1's 20 ms. */
    @Test
    void policyAndBackendsCount() {
        LoadCurve four = new LoadCurve(4, 1, ONE.service(), true, "round-robin", ONE.parameters(), 1);
        assertThat(four.capacityPerSecond()).isEqualTo(400);
        assertThat(four.at(200).rtt().getMean()).isBetween(13e6, 15.5e6);
    }
}

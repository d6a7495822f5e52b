package io.giliran.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.giliran.report.reading.RequestTimes;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Averages over pieces of one second of a run of five. */
final class OpenConnectionsChartTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    private final OpenConnectionsChart open = new OpenConnectionsChart(TimeGrid.ofStep(5, 1));

    @Test
    void aConnectionForEachRequestCountsAsLongAsItLasts() {
        open.add(request(0, 0.5, 0.75, "b1"));
        open.add(request(0, 1.5, 3.25, "b1"));

        assertThat(open.averages().line("b1")).containsExactly(new double[] {0.25, 0.5, 1, 0.25, 0}, EXACTLY);
    }

    @Test
    void connectionsOfOneClientMayOverlap() {
        open.add(request(0, 1, 2, "b1"));
        open.add(request(0, 1, 3, "b1"));

        assertThat(open.averages().line("b1")).containsExactly(new double[] {0, 2, 1, 0, 0}, EXACTLY);
    }

    @Test
    void aKeptConnectionIsOpenBetweenItsRequests() {
        open.add(request(0, 0, 0.25, "b1"));
        open.add(request(0, -1, 4.5, "b1"));
        open.add(request(0, -1, 4.75, "b1"));

        assertThat(open.averages().line("b1")).containsExactly(new double[] {1, 1, 1, 1, 0.75}, EXACTLY);
    }

    @Test
    void aClientThatConnectsAnewHasLeftTheOtherBackend() {
        open.know("b3");
        open.add(request(0, 0, 1, "b1"));
        open.add(request(0, 2, 3, "b2"));
        open.add(request(0, -1, 4, "b2"));

        TimeLines averages = open.averages();
        assertThat(averages.line("b1")).containsExactly(new double[] {1, 0, 0, 0, 0}, EXACTLY);
        assertThat(averages.line("b2")).containsExactly(new double[] {0, 0, 1, 1, 0}, EXACTLY);
        assertThat(averages.line("b3")).containsOnly(0);
    }

    private static RequestTimes request(int client, double connected, double end, String backend) {
        long connectedNanos = connected < 0 ? -1 : Math.round(connected * 1e9);
        long endNanos = Math.round(end * 1e9);
        return new RequestTimes(client, 0, 0, 0, connectedNanos, connectedNanos, endNanos, -1, 1, 1, "", backend, "ok");
    }
}

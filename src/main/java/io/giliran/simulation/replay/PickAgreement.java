package io.giliran.simulation.replay;

import io.giliran.simulation.engine.ConnectionRows;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Agreement of the simulator's picks with those of a recorded run.
 *
 * @param picks number of connections that got a backend in the recording
 * @param same number of those that got the same one
 * @param firstOther the first one that did not, in words; null when there is none
 */
public record PickAgreement(int picks, int same, @Nullable String firstOther) {
    static PickAgreement of(LiveRecording recording, int[] simulated) {
        ConnectionRows connections = recording.connections();
        int picks = 0;
        int same = 0;
        String firstOther = null;
        for (int row = 0; row < connections.count; row++) {
            int recorded = connections.picked[row];
            if (recorded == LiveRecording.NONE) {
                continue;
            }
            picks++;
            if (recorded == simulated[row]) {
                same++;
            } else if (firstOther == null) {
                firstOther = String.format(
                        Locale.ROOT,
                        "connection %,d of %s: %s was picked, now %s",
                        connections.number[row] == 0 ? row + 1 : connections.number[row],
                        connections.client[row],
                        name(recording, recorded),
                        name(recording, simulated[row]));
            }
        }
        return new PickAgreement(picks, same, firstOther);
    }

    private static String name(LiveRecording recording, int backend) {
        return backend == LiveRecording.NONE
                ? "nobody"
                : recording.backends().get(backend).name();
    }
}

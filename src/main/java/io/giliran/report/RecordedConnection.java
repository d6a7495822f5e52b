package io.giliran.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code balancer.jsonl}, as far as a replay needs it.
 *
 * @param number as the balancer counted it, from 1
 * @param client its address and port
 * @param backend the one it was connected to last; null for none
 * @param failed the backends that could not be connected for it, in the order of the attempts
 * @param connectNanos how long it took until a backend was connected; -1 when none was
 */
public record RecordedConnection(
        long number,
        String client,
        String policy,
        @Nullable String backend,
        String backendAddress,
        List<String> failed,
        long connectNanos) {
    public RecordedConnection {
        failed = List.copyOf(failed);
    }
}

package io.giliran.balancer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.model.OpenConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLineTest {
    @TempDir
    private Path folder;

    private final OpenConnections open = new OpenConnections(2);

    @Test
    void isDueFromTheEndUntilTheLogHasTakenIt() throws IOException {
        AccessLog log = AccessLog.open(SampleSettings.accessLog(folder, false, true, false, 16));
        AccessLine line = new AccessLine(log, open);
        assertThat(line.isDue()).isFalse();
        assertThat(line.write()).isTrue();

        line.ended(SampleConnection.served());
        assertThat(line.isDue()).isTrue();
        assertThat(line.write()).isTrue();
        assertThat(line.isDue()).isFalse();
        assertThat(line.write()).isTrue();
        log.close();

        assertThat(Files.readAllLines(folder.resolve("balancer.jsonl"))).hasSize(1);
    }
}

package io.giliran.balancer.log;

import io.giliran.balancer.SampleConnection;
import io.giliran.balancer.model.ConnectionRecord;
import io.giliran.balancer.model.OpenConnections;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The text of one connection's line in the access log, without writing it: as tcplog and as JSON; in ns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessLogFormatBenchmark {
    /** A region, because UTC would spare the look-up of the offset. */
    private final TcplogFormat tcplog = new TcplogFormat(ZoneId.of("Asia/Jakarta"), 4711);

    private final JsonLineFormat json = new JsonLineFormat();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final OpenConnections open = new OpenConnections(2);
    private ConnectionRecord connection;

    @Setup
    public void openConnections() {
        connection = SampleConnection.served();
        open.reserve();
        open.opened(SampleConnection.B1);
    }

    @Benchmark
    public String tcplogLine() {
        return tcplog.format(connection, open.snapshot(connection.backend()));
    }

    @Benchmark
    public ByteArrayOutputStream jsonLine() {
        line.reset();
        json.putTo(line, connection);
        return line;
    }
}

package io.giliran.swarm;

import com.typesafe.config.Config;
import io.giliran.metrics.PrecisionGoal;
import io.giliran.metrics.Slo;
import io.giliran.settings.SettingsReader;
import io.giliran.workload.ArrivalRate;
import io.giliran.workload.Arrivals;
import io.giliran.workload.ConstantArrivals;
import io.giliran.workload.Distribution;
import io.giliran.workload.LoadModel;
import io.giliran.workload.PoissonArrivals;
import io.giliran.workload.RampedArrivals;
import io.giliran.workload.Sizes;
import io.giliran.workload.Stages;
import io.giliran.workload.ThinnedArrivals;
import io.giliran.workload.Trace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keys under {@code giliran.swarm}.
 *
 * @param target what the clients connect to, resolved
 * @param clients how many there are
 * @param requests of each client; with a duration they do not count
 * @param duration of the run; null when the requests bound it
 * @param ratePerSecond of all clients together; null where stages or a trace say it, and in a closed model, in which each
 *     client waits for its answer
 * @param stages a rate that changes; null for one that does not
 * @param trace a recorded run whose requests are sent again; null for none
 * @param arrivals how an open model's requests are spaced
 * @param sessionRequests how many requests each client that arrives makes, one after the other; null when every request
 *     arrives by itself
 * @param connections whether a client connects anew for each request
 * @param pipelining whether a client that keeps its connection sends a request of an open model while others of its wait
 * @param think between an answer and the client's next request, in a closed or partly open model
 * @param serviceTime what each request asks the backend to work; null leaves it to the backend
 * @param payload length of a message; at least its own label is sent
 * @param exchange what is said to a service that does not speak the line protocol; null to one that does
 * @param timeout of connecting and of one request
 * @param retryPause before a client of a closed model goes on after a failed request
 * @param warmUp what is not in the percentiles
 * @param log whether each request is written to files
 * @param seed governs everything random in the run
 * @param loops event loops, each with a thread
 * @param runs the folder in which each run gets its run directory
 * @param slos what the run has to keep to
 * @param until the precision at which it may end before its time
 */
public record SwarmSettings(
        InetSocketAddress target,
        int clients,
        int requests,
        @Nullable Duration duration,
        @Nullable Double ratePerSecond,
        @Nullable Stages stages,
        @Nullable Trace trace,
        ArrivalKind arrivals,
        @Nullable Sizes sessionRequests,
        Connecting connections,
        boolean pipelining,
        Distribution think,
        @Nullable Distribution serviceTime,
        Sizes payload,
        @Nullable Exchange exchange,
        Duration timeout,
        Duration retryPause,
        WarmUp warmUp,
        boolean log,
        long seed,
        int loops,
        Path runs,
        List<Slo> slos,
        List<PrecisionGoal> until) {

    static final int MAX_CLIENTS = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Spacing of the arrivals of an open model. */
    public enum ArrivalKind {
        CONSTANT,
        POISSON
    }

    /** Lifetime of a client's connection: one request or the whole run. */
    public enum Connecting {
        PER_REQUEST,
        PERSISTENT
    }

    /** Whether requests, or sessions of them, start when an arrival process says so, whatever becomes of the earlier ones. */
    public boolean isOpen() {
        return ratePerSecond != null || stages != null || trace != null;
    }

    /** Load model: the rule by which requests start. */
    public LoadModel model() {
        if (!isOpen()) {
            return LoadModel.CLOSED;
        }
        return sessionRequests == null ? LoadModel.OPEN : LoadModel.PARTLY_OPEN;
    }

    /** Whether a client keeps its connection from one request to the next. */
    boolean keepsConnections() {
        return connections == Connecting.PERSISTENT || sessionRequests != null;
    }

    /** Most connections that the clients have at once; -1 when each request or session of an open model has its own. */
    public long mostConnections() {
        return canChangeClients() ? clients : -1;
    }

    /** Whether more or fewer clients would change anything: not where each request or session is a client of its own. */
    boolean canChangeClients() {
        return model() == LoadModel.CLOSED || (model() == LoadModel.OPEN && connections == Connecting.PERSISTENT);
    }

    /** Planned end of the run, in ns since its start; -1 when something else bounds it. */
    long endNanos() {
        if (duration == null && stages == null) {
            return -1;
        }
        return isOpen() ? arrivalsEndNanos() : Objects.requireNonNull(duration).toNanos();
    }

    /** Number of loops that have clients. */
    int loopsInUse() {
        return Math.min(loops, clients);
    }

    /** Whether nothing about the load changes on purpose as the run goes on. */
    boolean isSteady() {
        return stages == null && trace == null;
    }

    /** The same at a constant rate, for so long, with another seed, without files of each request. */
    public SwarmSettings at(double perSecond, Duration longest, long otherSeed, Path folder) {
        return new SwarmSettings(
                target,
                clients,
                requests,
                longest,
                perSecond,
                null,
                null,
                arrivals,
                sessionRequests,
                connections,
                pipelining,
                think,
                serviceTime,
                payload,
                exchange,
                timeout,
                retryPause,
                warmUp,
                false,
                otherSeed,
                loops,
                folder,
                slos,
                List.of());
    }

    /** Number of planned requests; -1 when it is not known before. */
    public long planned() {
        if (duration != null || stages != null || sessionRequests != null) {
            return -1;
        }
        return trace != null ? trace.count() : (long) clients * requests;
    }

    /** Requests a second of an open model, in the mean; null when they are not known. */
    @Nullable
    Double plannedPerSecond() {
        if (!isOpen() || sessionRequests != null) {
            return null;
        }
        if (stages != null) {
            return stages.arrivals() / (stages.nanos() / NANOS_PER_SECOND);
        }
        if (trace != null) {
            long nanos = trace.offsetNanos(trace.count() - 1);
            return nanos == 0 ? null : (trace.count() - 1) / (nanos / NANOS_PER_SECOND);
        }
        return ratePerSecond;
    }

    /** End of the arrivals of an open model, in ns since their start, if they have not ended by themselves. */
    long arrivalsEndNanos() {
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        return stages == null ? end : Math.min(end, stages.nanos());
    }

    /** The arrivals of an open model, from their beginning. */
    Arrivals newArrivals() {
        if (trace != null) {
            return trace.arrivals();
        }
        boolean poisson = arrivals == ArrivalKind.POISSON;
        if (stages != null) {
            return poisson ? new ThinnedArrivals(stages, new SplittableRandom(seed)) : new RampedArrivals(stages);
        }
        double rate = Objects.requireNonNull(ratePerSecond, "an open model has a rate");
        return poisson ? new PoissonArrivals(rate, new SplittableRandom(seed)) : new ConstantArrivals(rate);
    }

    /** Creates the protocol of the clients; each loop needs its own. */
    Dialogue newDialogue() {
        return exchange == null ? new LabelledLines() : exchange.dialogue();
    }

    /** The same for runs whose requests start at the same times, are as long and ask for the same work. */
    public String workloadDigest() {
        return WorkloadDigest.of(this);
    }

    /**
     * Reads and checks the settings; the target's name is looked up now, and a trace is read.
     *
     * @throws io.giliran.settings.SettingsException naming the value that cannot be used
     */
    public static SwarmSettings from(Config root) {
        SettingsReader reader = SettingsReader.at(root, "giliran.swarm");
        Double rate = reader.isOff("rate") ? null : reader.parsed("rate", ArrivalRate::parsePerSecond);
        List<Stages.Stage> stages = reader.isOff("stages") ? null : reader.parsed("stages", Stages::parse);
        SwarmSettings settings = new SwarmSettings(
                reader.address("target"),
                reader.integer("clients", 1, MAX_CLIENTS),
                reader.integer("requests", 1, Integer.MAX_VALUE),
                reader.isOff("duration") ? null : reader.duration("duration", Duration.ofMillis(1)),
                rate,
                stages == null ? null : new Stages(rate == null ? 0 : rate, stages),
                reader.isOff("trace") ? null : reader.parsed("trace", SwarmSettings::trace),
                reader.oneOf("arrivals", List.of("constant", "poisson")).equals("poisson")
                        ? ArrivalKind.POISSON
                        : ArrivalKind.CONSTANT,
                reader.isOff("session-requests") ? null : reader.parsed("session-requests", Sizes::parseCount),
                reader.oneOf("connections", List.of("per-request", "persistent"))
                                .equals("persistent")
                        ? Connecting.PERSISTENT
                        : Connecting.PER_REQUEST,
                reader.onOff("pipelining"),
                reader.parsed("think", Distribution::parse),
                reader.isOff("service-time") ? null : reader.parsed("service-time", Distribution::parse),
                payload(reader),
                exchange(reader),
                reader.duration("timeout", Duration.ofMillis(1)),
                reader.duration("retry-pause", Duration.ofMillis(1)),
                warmUp(reader),
                reader.onOff("log"),
                reader.longInteger("seed"),
                reader.integer("loops", 1, 64),
                reader.parsed("runs", Path::of),
                reader.parsedList("slo", Slo::parse),
                reader.isOff("until") ? List.of() : reader.parsed("until", PrecisionGoal::parseList));
        settings.check(reader);
        return settings;
    }

    private static Sizes payload(SettingsReader reader) {
        return reader.string("payload").contains(":")
                ? reader.parsed("payload", Sizes::parseBytes)
                : Sizes.fixed(reader.bytes("payload", 0, LabelledLines.MOST_PAYLOAD_BYTES));
    }

    private static @Nullable Exchange exchange(SettingsReader reader) {
        Expect expect = reader.isOff("expect") ? Expect.parse("line") : reader.parsed("expect", Expect::parse);
        return reader.isOff("send") ? null : new Exchange(reader.parsed("send", Exchange::bytes), expect);
    }

    private static WarmUp warmUp(SettingsReader reader) {
        if (reader.isOff("warmup")) {
            return WarmUp.OFF;
        }
        return reader.string("warmup").equals("auto")
                ? WarmUp.AUTO
                : new WarmUp(
                        false, reader.duration("warmup", Duration.ofMillis(1)).toNanos());
    }

    private static Trace trace(String file) {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
            return Trace.read(lines);
        } catch (IOException | UncheckedIOException unreadable) {
            throw new IllegalArgumentException(
                    "cannot be read as text; valid is a file such as the times.csv of a run", unreadable);
        }
    }

    /** Least duration of the run, in ns, as far as it is known before; {@link Long#MAX_VALUE} when it is not. */
    private long leastNanos() {
        if (endNanos() >= 0) {
            return endNanos();
        }
        if (trace != null) {
            return trace.offsetNanos(trace.count() - 1);
        }
        return ratePerSecond == null ? Long.MAX_VALUE : (long) (planned() / ratePerSecond * NANOS_PER_SECOND);
    }

    /** Rejects combinations of keys that are valid by themselves only. */
    private void check(SettingsReader reader) {
        if (trace != null && (ratePerSecond != null || stages != null)) {
            throw reader.invalid("trace", "a trace without rate and stages: it says itself when requests start");
        }
        if (stages != null && stages.most() == 0) {
            throw reader.invalid("stages", "stages of which one has a rate above 0, or a rate to begin with");
        }
        if (sessionRequests != null && !isOpen()) {
            throw reader.invalid("session-requests", "a number of requests together with rate, stages or trace");
        }
        if (sessionRequests != null && duration == null && stages == null && trace == null) {
            throw reader.invalid("session-requests", "a number of requests together with duration, stages or trace");
        }
        if (exchange == null && !reader.isOff("expect")) {
            throw reader.invalid("expect", "off, or an end of the answer together with send");
        }
        if (exchange != null && serviceTime != null) {
            throw reader.invalid(
                    "service-time", "off together with send: only our own backends work as they are asked");
        }
        if (exchange != null && exchange.expect().kind() == Expect.Kind.CLOSE && keepsConnections()) {
            throw reader.invalid("expect", "another end of the answer where connections are kept");
        }
        if (!until.isEmpty() && duration == null) {
            throw reader.invalid("until", "off, or a precision together with duration, which is the most it may take");
        }
        if (warmUp.nanos() >= leastNanos()) {
            throw reader.invalid("warmup", "auto, off, or a duration shorter than the run's");
        }
    }
}

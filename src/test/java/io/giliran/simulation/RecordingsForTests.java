package io.giliran.simulation;

import com.typesafe.config.ConfigFactory;
import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.PolicyParameters;
import io.giliran.policy.PolicySettings;
import io.giliran.policy.RecordedPicks;
import io.giliran.report.RecordedConnection;
import io.giliran.report.reading.RequestTimes;
import io.giliran.settings.SettingsReader;
import io.giliran.simulation.replay.LiveRecording;
import io.giliran.simulation.replay.RecordingJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recordings written by hand, request by request. */
public final class RecordingsForTests {
    static final long MILLI = 1_000_000;
    /** The defaults. */
    public static final PolicyParameters PARAMETERS = PolicySettings.parameters(
            SettingsReader.at(ConfigFactory.load("reference.conf"), "giliran.balancer.policy"));

    private final List<RequestTimes> requests = new ArrayList<>();
    private final List<RecordedConnection> connections = new ArrayList<>();
    private final List<RecordedPicks.Change> changes = new ArrayList<>();
    private LiveRecording.Model model = LiveRecording.Model.OPEN;
    private String policy = "round-robin";
    private int workers = 1;
    private MeasuredPart part = MeasuredPart.ALL;
    private int backends = 2;

    public RecordingsForTests model(LiveRecording.Model changed) {
        model = changed;
        return this;
    }

    public RecordingsForTests policy(String changed) {
        policy = changed;
        return this;
    }

    public RecordingsForTests backends(int count, int workersOfEach) {
        backends = count;
        workers = workersOfEach;
        return this;
    }

    public RecordingsForTests warmUp(double millis) {
        part = new MeasuredPart(nanos(millis));
        return this;
    }

    /** A connection that the balancer gave to a backend, after others had failed it. */
    public RecordingsForTests connection(String client, String backend, String... failed) {
        connections.add(new RecordedConnection(
                connections.size() + 1, client, policy, backend, "127.0.0.1:1", List.of(failed), 0));
        return this;
    }

    /** The first request of a connection; times in ms. */
    public RecordingsForTests first(int client, String address, double intended, double work, double end) {
        return request(client, address, intended, true, work, end);
    }

    /** A later one. */
    public RecordingsForTests later(int client, String address, double intended, double work, double end) {
        return request(client, address, intended, false, work, end);
    }

    private RecordingsForTests request(
            int client, String address, double intended, boolean first, double work, double end) {
        long start = first ? nanos(intended) : -1;
        requests.add(new RequestTimes(
                client,
                requests.stream().filter(one -> one.client() == client).count(),
                nanos(intended),
                start,
                start,
                nanos(intended),
                nanos(end),
                nanos(work),
                1,
                1,
                address,
                "",
                "ok"));
        return this;
    }

    /** From so many picks on only these are members. */
    public RecordingsForTests members(int before, String... names) {
        changes.add(new RecordedPicks.Change(
                before,
                Stream.of(names)
                        .map(name ->
                                BackendPool.Member.of(new Backend(Integer.parseInt(name.substring(1)) - 1, name, 1)))
                        .toList()));
        return this;
    }

    public LiveRecording join() {
        List<BackendPool.Member> members = new ArrayList<>();
        for (int i = 0; i < backends; i++) {
            members.add(BackendPool.Member.of(new Backend(i, "b" + (i + 1), 1)));
        }
        List<RecordedPicks.Change> all = new ArrayList<>(List.of(new RecordedPicks.Change(0, members)));
        all.addAll(changes);
        return RecordingJoin.of(new RecordingJoin.Parts(
                requests,
                connections,
                null,
                new LiveRecording.Balancing(policy, 1, 0, PARAMETERS, all, workers),
                model,
                part));
    }

    public static long nanos(double millis) {
        return Math.round(millis * MILLI);
    }
}

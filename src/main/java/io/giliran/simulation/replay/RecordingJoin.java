package io.giliran.simulation.replay;

import io.giliran.metrics.recording.MeasuredPart;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.policy.ClientKey;
import io.giliran.policy.RecordedPicks;
import io.giliran.report.RecordedConnection;
import io.giliran.report.reading.RequestTimes;
import io.giliran.settings.HostPort;
import io.giliran.settings.SettingsException;
import io.giliran.simulation.engine.ConnectionRows;
import io.giliran.simulation.engine.RequestRows;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins the swarm's records of requests with the balancer's records of connections and picks to one recording. The client's own
 * end of a connection is in both; where it comes again, later connections are later ones in both.
 */
public final class RecordingJoin {
    /**
     * Recordings to join.
     *
     * @param connections by number
     * @param picks null when there is no journal
     */
    public record Parts(
            List<RequestTimes> requests,
            List<RecordedConnection> connections,
            @Nullable RecordedPicks picks,
            LiveRecording.Balancing balancing,
            LiveRecording.Model model,
            MeasuredPart part) {}

    /** The requests of one connection, as the swarm knows it. */
    private static final class Group {
        /** Their places in the file. */
        final List<Integer> requests = new ArrayList<>(1);

        final String address;
        long openedAt = Long.MAX_VALUE;

        @Nullable
        String backend;

        Group(String address) {
            this.address = address;
        }

        void add(int place, RequestTimes request) {
            requests.add(place);
            openedAt = Math.min(openedAt, request.intendedNanos());
            if (request.connectStartNanos() >= 0) {
                openedAt = Math.min(openedAt, request.connectStartNanos());
            }
            if (backend == null && !request.backend().isEmpty()) {
                backend = request.backend();
            }
        }
    }

    /** Connection as balancer and swarm have recorded it; one record may be missing. */
    private record Pair(
            @Nullable RecordedConnection connection,
            @Nullable Group group,
            long journalPick) {}

    private final Parts parts;
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<Backend> backends = new ArrayList<>();

    private RecordingJoin(Parts parts) {
        this.parts = parts;
        for (RecordedPicks.Change change : parts.balancing().changes()) {
            for (BackendPool.Member member : change.members()) {
                Backend backend = member.backend();
                while (backends.size() <= backend.index()) {
                    backends.add(backend);
                }
                backends.set(backend.index(), backend);
                indices.put(backend.name(), backend.index());
            }
        }
    }

    /**
     * Joins them.
     *
     * @throws SettingsException when they are not of one run
     */
    public static LiveRecording of(Parts parts) {
        return new RecordingJoin(parts).join();
    }

    private LiveRecording join() {
        Map<String, ArrayDeque<Group>> groups = groups();
        List<Pair> pairs = byBalancer(groups);
        ConnectionRows connections = new ConnectionRows(pairs.size());
        int[] connectionOf = new int[parts.requests().size()];
        Arrays.fill(connectionOf, LiveRecording.NONE);
        long latest = 0;
        for (int row = 0; row < pairs.size(); row++) {
            Pair pair = pairs.get(row);
            Group group = pair.group();
            if (group != null) {
                latest = Math.max(latest, group.openedAt);
                connections.requests[row] = group.requests.size();
                for (int place : group.requests) {
                    connectionOf[place] = row;
                }
            }
            connections.openedAt[row] = latest;
            fill(connections, row, pair);
        }
        return new LiveRecording(
                parts.balancing(), parts.model(), backends, parts.part(), connections, requests(connectionOf));
    }

    /** Groups of requests by address, in the order of the connections' beginnings. */
    private Map<String, ArrayDeque<Group>> groups() {
        Map<String, ArrayDeque<Group>> groups = new HashMap<>();
        for (int place = 0; place < parts.requests().size(); place++) {
            RequestTimes request = parts.requests().get(place);
            if (!request.address().isEmpty()) {
                ArrayDeque<Group> ofAddress = groups.computeIfAbsent(request.address(), unused -> new ArrayDeque<>(1));
                if (ofAddress.isEmpty() || request.connectStartNanos() >= 0) {
                    ofAddress.add(new Group(request.address()));
                }
                ofAddress.getLast().add(place, request);
            }
        }
        return groups;
    }

    /** Pairs in the order of the journal's picks where there is one, otherwise in that of accepting. */
    private List<Pair> byBalancer(Map<String, ArrayDeque<Group>> groups) {
        Map<Long, ArrayDeque<Pair>> byKey = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        int joined = 0;
        for (RecordedConnection connection : parts.connections()) {
            ArrayDeque<Group> ofAddress = groups.get(connection.client());
            Group group = ofAddress == null ? null : ofAddress.poll();
            joined += group == null ? 0 : 1;
            if (connection.backend() != null || !connection.failed().isEmpty()) {
                Pair pair = new Pair(connection, group, 0);
                pairs.add(pair);
                if (parts.picks() != null) {
                    byKey.computeIfAbsent(keyOf(connection.client()), unused -> new ArrayDeque<>(1))
                            .add(pair);
                }
            }
        }
        if (joined == 0) {
            throw new SettingsException(
                    "no connection of the balancer's log is one of the swarm's: they are of different"
                            + " runs; valid is the log folder of the balancer that the swarm ran against");
        }
        RecordedPicks picks = parts.picks();
        return picks == null ? pairs : inOrderOfPicks(picks, byKey);
    }

    private static List<Pair> inOrderOfPicks(RecordedPicks picks, Map<Long, ArrayDeque<Pair>> byKey) {
        List<Pair> ordered = new ArrayList<>();
        for (int n = 0; n < picks.count(); n++) {
            ArrayDeque<Pair> ofKey = byKey.get(picks.key(n));
            Pair pair = ofKey == null ? null : ofKey.poll();
            // A pick whose connection is in no log still took its turn.
            ordered.add(new Pair(
                    pair == null ? null : pair.connection(), pair == null ? null : pair.group(), picks.number(n)));
        }
        return ordered;
    }

    private void fill(ConnectionRows rows, int row, Pair pair) {
        RecordedConnection connection = pair.connection();
        Group group = pair.group();
        String client = connection != null ? connection.client() : group != null ? group.address : "";
        rows.client[row] = client;
        rows.journalPick[row] = pair.journalPick();
        rows.key[row] = client.isEmpty() ? 0 : keyOf(client);
        String backend = group == null ? null : group.backend;
        if (connection != null) {
            rows.number[row] = connection.number();
            rows.connectNanos[row] = Math.max(0, connection.connectNanos());
            backend = connection.backend();
            for (String failed : connection.failed()) {
                rows.failed
                        .computeIfAbsent(row, unused -> new HashSet<>())
                        .add(indices.getOrDefault(failed, LiveRecording.NONE));
            }
        }
        rows.picked[row] = backend == null ? LiveRecording.NONE : indices.getOrDefault(backend, LiveRecording.NONE);
    }

    private RequestRows requests(int[] connectionOf) {
        List<RequestTimes> all = parts.requests();
        int[] places = IntStream.range(0, all.size())
                .filter(place -> connectionOf[place] != LiveRecording.NONE)
                .boxed()
                .sorted(Comparator.comparing(all::get, RequestTimes.BY_INTENDED))
                .mapToInt(Integer::intValue)
                .toArray();
        RequestRows rows = new RequestRows(places.length);
        Map<Integer, Integer> lastOf = new HashMap<>();
        for (int row = 0; row < places.length; row++) {
            RequestTimes request = all.get(places[row]);
            int connection = connectionOf[places[row]];
            rows.intended[row] = request.intendedNanos();
            rows.rtt[row] = request.isOk() && request.endNanos() >= 0 ? request.correctedNanos() : -1;
            rows.work[row] = Math.max(0, request.workNanos());
            rows.connection[row] = connection;
            rows.after[row] = LiveRecording.NONE;
            rows.pause[row] = -1;
            if (parts.model() != LiveRecording.Model.OPEN) {
                Integer before =
                        lastOf.put(parts.model() == LiveRecording.Model.CLOSED ? request.client() : connection, row);
                if (before != null) {
                    rows.after[before] = row;
                    rows.pause[row] = Math.max(
                            0, request.intendedNanos() - all.get(places[before]).endNanos());
                }
            }
        }
        return rows;
    }

    private static long keyOf(String client) {
        try {
            return ClientKey.of(HostPort.parse(client).resolve());
        } catch (UnknownHostException | IllegalArgumentException wrong) {
            throw new SettingsException(
                    "the client " + client + " is not an address; valid is one like 127.0.0.1:40021");
        }
    }
}

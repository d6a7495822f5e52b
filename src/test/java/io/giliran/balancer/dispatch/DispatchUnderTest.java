package io.giliran.balancer.dispatch;

import io.giliran.balancer.SampleSettings;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.BalancerObserver;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.health.CheckOutcome;
import io.giliran.health.CheckResult;
import io.giliran.policy.Backend;
import io.giliran.policy.TriedBackends;
import io.giliran.transport.ConnectFailure;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dispatch in virtual time, without an actor or a socket. Clients are called by numbers, and what becomes of them is told in
 * words.
 */
public final class DispatchUnderTest {
    public static final long SECOND = 1_000_000_000;
    static final String NO_EJECTION = "ejection.enabled = off\n";
    public static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40_000);
    public static final InetSocketAddress OTHER_CLIENT = new InetSocketAddress("192.0.2.8", 40_000);
    static final String REFUSED = "SC";

    final OpenConnections open = new OpenConnections(0);
    public final List<String> cuts = new ArrayList<>();
    public long now = -4 * SECOND;
    /** Checks that have begun and are not ended. */
    private final Set<Integer> running = new HashSet<>();

    public Dispatch<Long> dispatch;
    ClientRules rules;

    /** A balancer that does not route by name. */
    public void start(String changes, Destination... backends) {
        start(false, (settings, route) -> settings.picking(null), changes, backends);
    }

    /** A balancer that routes by name. */
    void startByName(String changes, Destination... backends) {
        start(true, (settings, route) -> settings.picking(null), changes, backends);
    }

    public void start(boolean byName, PickingMaker pools, String changes, Destination... backends) {
        rules = SampleSettings.rules(changes);
        dispatch = new Dispatch<>(
                SampleSettings.routing(changes).dispatch(),
                byName,
                List.of(backends),
                open,
                rules,
                BalancerObserver.NONE,
                pools,
                (backend, why) -> cuts.add(backend.name() + " " + why.code()),
                now);
    }

    public void change(String changes) {
        dispatch.reconfigure(SampleSettings.routing(changes).dispatch(), now);
    }

    public static Destination backend(String name) {
        return new Destination(new Backend(0, name, 1), new InetSocketAddress("127.0.0.1", 7_000 + name.charAt(1)));
    }

    public static Destination bounded(String name, int most) {
        return backend(name).withMaxConnections(most);
    }

    /** One that serves the names, with a bar between them. */
    static Destination serving(String name, String serverNames) {
        return BackendAddress.parse(name + "=127.0.0.1:" + (7_000 + name.charAt(1)) + ",sni=" + serverNames)
                .destination(0, backend(name).address());
    }

    public static Destination backup(String name) {
        Destination described = backend(name);
        return new Destination(described.backend(), described.address(), true, described.maxConnections());
    }

    public BackendRegistry.Entry entry(String name) {
        return dispatch.registry().find(name).orElseThrow();
    }

    /** What becomes of a client: the name of its backend, or its turn in the queue, or why it is refused. */
    public String admit(long client, InetSocketAddress address) {
        return text(admit(client, rules.judge(address, now), address));
    }

    /** The same of one that asks for a name; null when it asks for none. */
    public String admit(long client, @Nullable String serverName) {
        return text(dispatch.admit(client, rules.judge(CLIENT, now), CLIENT, serverName, now));
    }

    /** What becomes of a client that was judged already. */
    public Admission admit(long client, ClientRules.Judged judged, InetSocketAddress address) {
        return dispatch.admit(client, judged, address, null, now);
    }

    /** Clients 1, 2, and so on. */
    List<String> admitAll(int count) {
        List<String> admitted = new ArrayList<>();
        for (long client = 1; client <= count; client++) {
            admitted.add(admit(client, CLIENT));
        }
        return admitted;
    }

    /** Clients 1, 2, and so on, that ask for the name. */
    List<String> admitAll(int count, @Nullable String serverName) {
        List<String> admitted = new ArrayList<>();
        for (long client = 1; client <= count; client++) {
            admitted.add(admit(client, serverName));
        }
        return admitted;
    }

    /** It serves other names from now on. */
    void rename(String name, String serverNames) {
        dispatch.redescribe(entry(name), serving(name, serverNames), now);
    }

    void admitUntil(String wanted) {
        for (int i = 0; i < 10; i++) {
            if (admit(1, CLIENT).equals(wanted)) {
                return;
            }
        }
        throw new AssertionError(wanted + " is never picked");
    }

    String another(long client, TriedBackends tried) {
        return text(dispatch.another(client, CLIENT, null, tried, now));
    }

    static String text(Admission admission) {
        if (admission instanceof Admission.Go go) {
            return go.destination().backend().name();
        }
        return admission instanceof Admission.Wait wait
                ? "wait " + wait.position()
                : ((Admission.Refuse) admission).why().code();
    }

    /** It cannot be connected, and is among the tried. */
    TriedBackends fail(String name, @Nullable TriedBackends tried) {
        return fail(name, ConnectFailure.REFUSED, tried);
    }

    TriedBackends fail(String name, ConnectFailure why, @Nullable TriedBackends tried) {
        Backend failed = entry(name).backend();
        dispatch.connectFailed(failed, why, now);
        if (tried == null) {
            return TriedBackends.NONE.with(failed);
        }
        tried.add(failed);
        return tried;
    }

    void end(String name) {
        dispatch.ended(entry(name).backend(), BackendConduct.ANSWERED, CLIENT, now);
    }

    List<String> served() {
        List<String> served = new ArrayList<>();
        for (Dispatch.Served<Long> next = dispatch.nextServed(now); next != null; next = dispatch.nextServed(now)) {
            served.add(next.client() + " gets "
                    + next.admission().destination().backend().name());
        }
        return served;
    }

    /** Lets time pass until a check of the backend is due, and ends it so. */
    public void check(String name, CheckResult result) {
        int index = entry(name).backend().index();
        due(index);
        dispatch.health().checked(index, entry(name).destination().address(), outcome(result), now);
    }

    void due(int index) {
        if (running.remove(index)) {
            return;
        }
        for (int i = 0; i < 1_000; i++) {
            running.addAll(dispatch.health().startChecks(now));
            if (running.remove(index)) {
                return;
            }
            now += SECOND / 10;
        }
        throw new AssertionError("no check is due");
    }

    static CheckOutcome outcome(CheckResult result) {
        return new CheckOutcome(result, "", 1_000);
    }
}

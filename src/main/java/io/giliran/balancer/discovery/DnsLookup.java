package io.giliran.balancer.discovery;

import io.giliran.settings.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** Asks DNS, by the means of the JDK. Waits for the answer. */
final class DnsLookup {
    private static final String ATTEMPTS = "2";
    /** The second attempt waits twice as long as the first. */
    private static final int PARTS = 3;

    /**
     * A record of a service.
     *
     * @param priority the lowest is served first
     */
    record Service(int priority, int weight, int port, String target) {}

    /** There is no answer, or none that can be used. */
    static final class FailedLookup extends Exception {
        private static final long serialVersionUID = 1;

        FailedLookup(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Optional<HostPort> server;
    private final Duration timeout;

    DnsLookup(Optional<HostPort> server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /** All addresses of a host; empty when it has none. */
    List<InetAddress> addresses(String host) throws FailedLookup {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            if (server.isEmpty()) {
                // The system's resolver knows /etc/hosts too, but does not tell a name that is not from one that is not
                // known now.
                addresses.addAll(List.of(InetAddress.getAllByName(host)));
            } else {
                for (String type : List.of("A", "AAAA")) {
                    for (String literal : records(host, type)) {
                        addresses.add(InetAddress.getByName(literal));
                    }
                }
            }
        } catch (UnknownHostException unknown) {
            throw new FailedLookup("host " + host + " does not resolve", unknown);
        }
        return addresses;
    }

    /** All records of a service; empty when it has none. */
    List<Service> services(String name) throws FailedLookup {
        List<Service> services = new ArrayList<>();
        for (String record : records(name, "SRV")) {
            String[] fields = record.split(" ", -1);
            String target = fields[fields.length - 1];
            // A dot alone says that the service is decidedly not there.
            if (!target.equals(".")) {
                services.add(new Service(
                        Integer.parseInt(fields[0]),
                        Integer.parseInt(fields[1]),
                        Integer.parseInt(fields[2]),
                        target.endsWith(".") ? target.substring(0, target.length() - 1) : target));
            }
        }
        return services;
    }

    // Of all that JNDI can do, only the JDK's own DNS client, which is named here, and whose answers are text. It wants
    // a
    // Hashtable.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private List<String> records(String name, String type) throws FailedLookup {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, server.map(at -> "dns://" + at).orElse("dns:"));
        environment.put("com.sun.jndi.dns.timeout.initial", String.valueOf(Math.max(1, timeout.toMillis() / PARTS)));
        environment.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
        List<String> records = new ArrayList<>();
        try {
            InitialDirContext context = new InitialDirContext(environment);
            try {
                Attribute found =
                        context.getAttributes(name, new String[] {type}).get(type);
                if (found != null) {
                    NamingEnumeration<?> all = found.getAll();
                    while (all.hasMore()) {
                        records.add(String.valueOf(all.next()));
                    }
                }
            } finally {
                context.close();
            }
        } catch (NameNotFoundException none) {
            return List.of();
        } catch (NamingException failure) {
            throw new FailedLookup("no answer for " + type + " of " + name + ": " + failure.getMessage(), failure);
        }
        return records;
    }
}

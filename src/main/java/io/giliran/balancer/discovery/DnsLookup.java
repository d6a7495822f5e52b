package io.giliran.balancer.discovery;

import io.giliran.settings.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/** Sends several DNS queries at once, with the resolver of the JDK. Blocks until all are answered or the time is over. */
final class DnsLookup {
    /** Pseudo record type: IPv4 and IPv6 addresses at once, from the system's resolver. */
    private static final String ANY_ADDRESS = "addresses";

    private static final String ATTEMPTS = "2";
    /** The second attempt waits twice as long as the first. */
    private static final int PARTS = 3;

    private static final int MOST_AT_ONCE = 16;
    private static final Duration SLACK = Duration.ofMillis(500);

    /** A question, for example {@code A of web.example}. */
    record Question(String type, String name) {
        static Question service(String name) {
            return new Question("SRV", name);
        }

        @Override
        public String toString() {
            return type + " of " + name;
        }
    }

    /**
     * Answer to a query.
     *
     * @param records empty when there are none, as for a name that does not exist
     * @param failure why it is not known whether there are any; null when it is
     */
    record Answer(List<String> records, @Nullable String failure) {}

    private final Optional<HostPort> server;
    private final ThreadPoolExecutor threads;

    DnsLookup(Optional<HostPort> server) {
        this.server = server;
        threads = new ThreadPoolExecutor(
                MOST_AT_ONCE, MOST_AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "dns");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Returns the queries for the addresses of a host. The system's resolver knows /etc/hosts too. */
    List<Question> addressesOf(String host) {
        return server.isEmpty()
                ? List.of(new Question(ANY_ADDRESS, host))
                : List.of(new Question("A", host), new Question("AAAA", host));
    }

    /** Answers in the order of the questions; a question that is not answered in time has failed. */
    List<Answer> ask(List<Question> questions, Duration within) {
        List<Future<Answer>> asked;
        try {
            asked = threads.invokeAll(
                    questions.stream()
                            .<Callable<Answer>>map(question -> () -> ask(question, within))
                            .toList(),
                    // The JDK's client gives up by itself within the time, and says more about why.
                    within.plus(SLACK).toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return questions.stream()
                    .map(question -> new Answer(List.of(), "no answer for " + question + ": interrupted"))
                    .toList();
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            answers.add(answer(questions.get(i), asked.get(i)));
        }
        return answers;
    }

    private static Answer answer(Question question, Future<Answer> done) {
        try {
            return done.get();
        } catch (CancellationException late) {
            return new Answer(List.of(), "no answer for " + question + " in time");
        } catch (ExecutionException failure) {
            return new Answer(List.of(), "no answer for " + question + ": " + failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Answer(List.of(), "no answer for " + question + ": interrupted");
        }
    }

    private Answer ask(Question question, Duration within) {
        return question.type().equals(ANY_ADDRESS) ? system(question.name()) : records(question, within);
    }

    /** The system's resolver does not distinguish a name that does not exist from one that it cannot resolve now. */
    private static Answer system(String host) {
        try {
            List<String> addresses = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                addresses.add(address.getHostAddress());
            }
            return new Answer(addresses, null);
        } catch (UnknownHostException unknown) {
            return new Answer(List.of(), "host " + host + " does not resolve");
        }
    }

    // Only the JDK's own DNS client of JNDI, whose answers are text. JNDI needs a Hashtable.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private Answer records(Question question, Duration within) {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, server.map(at -> "dns://" + at).orElse("dns:"));
        environment.put("com.sun.jndi.dns.timeout.initial", String.valueOf(Math.max(1, within.toMillis() / PARTS)));
        environment.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
        List<String> records = new ArrayList<>();
        try {
            InitialDirContext context = new InitialDirContext(environment);
            try {
                Attribute found = context.getAttributes(question.name(), new String[] {question.type()})
                        .get(question.type());
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
            return new Answer(List.of(), null);
        } catch (NamingException failure) {
            return new Answer(List.of(), "no answer for " + question + ": " + failure.getMessage());
        }
        return new Answer(records, null);
    }
}

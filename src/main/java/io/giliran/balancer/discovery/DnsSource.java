package io.giliran.balancer.discovery;

import io.giliran.balancer.discovery.DnsLookup.Question;
import io.giliran.balancer.model.Destination;
import io.giliran.policy.Backend;
import io.giliran.policy.BackendPool;
import io.giliran.settings.HostPort;
import io.giliran.settings.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A name in DNS. Each address is a backend, which is called as it is addressed. For a service, the records of the lowest
 * priority serve and all others are backups; their weights are kept, or made smaller in proportion when one is above 256.
 *
 * <p>A question that fails or is not answered keeps its last good answer, and takes nothing from the others. That a name does
 * not exist is an answer: it has no records.
 */
final class DnsSource implements DiscoverySource {
    /** Number of steps that share the timeout: a service is looked up first and its addresses then, half the time each. */
    private static final int STEPS = 2;

    private static final Duration SLACK = Duration.ofSeconds(2);

    private final DnsName name;
    private final DnsLookup lookup;
    private final DnsAnswers answers;
    private final Duration interval;
    private final Duration timeout;
    private final boolean acceptEmpty;

    /** @param answers what a source of this name was answered before */
    DnsSource(
            DnsName name,
            DnsLookup lookup,
            DnsAnswers answers,
            Duration interval,
            Duration timeout,
            boolean acceptEmpty) {
        this.name = name;
        this.lookup = lookup;
        this.answers = answers;
        this.interval = interval;
        this.timeout = timeout;
        this.acceptEmpty = acceptEmpty;
    }

    @Override
    public String name() {
        return name.toString();
    }

    @Override
    public Duration interval() {
        return interval;
    }

    /** Longer than the questions may take, so that what was answered is not thrown away with what was not. */
    @Override
    public Duration timeout() {
        return timeout.multipliedBy(2).plus(SLACK);
    }

    @Override
    public Finding look() {
        List<Question> asked = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<String, Destination> backends = new TreeMap<>();
        int answered = name.isService() ? services(backends, asked, problems) : hosts(backends, asked, problems);
        answers.retain(asked);
        String problem = String.join("; ", problems);
        if (answered == 0) {
            return new Failed(problem);
        }
        List<Destination> found = new ArrayList<>(backends.values());
        if (!found.isEmpty() || (acceptEmpty && problems.isEmpty())) {
            return problems.isEmpty() ? new Found(found) : new FoundPart(found, problem);
        }
        return new Failed(
                problems.isEmpty() ? "the answer has no backend, and discovery.accept-empty is off" : problem);
    }

    private int hosts(Map<String, Destination> backends, List<Question> asked, List<String> problems) {
        List<Question> questions = lookup.addressesOf(name.name());
        DnsAnswers.Known known = ask(questions, timeout, asked, problems);
        addresses(questions, known)
                .forEach(literal -> put(backends, address(literal, name.port()), 1, false, problems));
        return known.answered();
    }

    private int services(Map<String, Destination> backends, List<Question> asked, List<String> problems) {
        Question question = Question.service(name.name());
        DnsAnswers.Known known = ask(List.of(question), timeout.dividedBy(STEPS), asked, problems);
        List<Service> services = known.records().getOrDefault(question, List.of()).stream()
                .map(Service::parse)
                .flatMap(Optional::stream)
                .toList();
        List<Question> questions = services.stream()
                .map(Service::target)
                .distinct()
                .flatMap(target -> lookup.addressesOf(target).stream())
                .toList();
        DnsAnswers.Known targets = ask(questions, timeout.dividedBy(STEPS), asked, problems);
        int first = services.stream().mapToInt(Service::priority).min().orElse(0);
        int heaviest = services.stream().mapToInt(Service::weight).max().orElse(0);
        for (Service service : services) {
            for (String literal : addresses(lookup.addressesOf(service.target()), targets)) {
                put(
                        backends,
                        address(literal, service.port()),
                        weight(service.weight(), heaviest),
                        service.priority() > first,
                        problems);
            }
        }
        return known.answered() + targets.answered();
    }

    private DnsAnswers.Known ask(
            List<Question> questions, Duration within, List<Question> asked, List<String> problems) {
        DnsAnswers.Known known = answers.take(questions, lookup.ask(questions, within));
        asked.addAll(questions);
        problems.addAll(known.problems());
        return known;
    }

    private static List<String> addresses(List<Question> questions, DnsAnswers.Known known) {
        return questions.stream()
                .flatMap(question -> known.records().getOrDefault(question, List.of()).stream())
                .toList();
    }

    private static InetSocketAddress address(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(literal + " is no address", impossible);
        }
    }

    /**
     * A record of a service.
     *
     * @param priority the lowest is served first
     */
    private record Service(int priority, int weight, int port, String target) {
        /** Empty for a dot alone as the target, which says that the service is decidedly not there. */
        static Optional<Service> parse(String record) {
            String[] fields = record.split(" ", -1);
            String target = fields[fields.length - 1];
            return target.equals(".")
                    ? Optional.empty()
                    : Optional.of(new Service(
                            Integer.parseInt(fields[0]),
                            Integer.parseInt(fields[1]),
                            Integer.parseInt(fields[2]),
                            target.endsWith(".") ? target.substring(0, target.length() - 1) : target));
        }
    }

    /**
     * Scales a weight of an SRV record to 1 up to {@link Backend#MAX_WEIGHT}. Weight 0, which DNS allows for hardly any
     * clients, becomes 1.
     */
    static int weight(int written, int heaviest) {
        long scaled =
                heaviest <= Backend.MAX_WEIGHT ? written : Math.round((double) written * Backend.MAX_WEIGHT / heaviest);
        return (int) Math.max(1, scaled);
    }

    private static void put(
            Map<String, Destination> backends,
            InetSocketAddress address,
            int weight,
            boolean backup,
            List<String> problems) {
        String called = HostPort.format(address);
        if (address.getPort() == 0 || !IpLiteral.isUnicast(address.getAddress())) {
            // A name server that blocks a name answers 0.0.0.0, which would be whatever listens on this machine.
            problems.add("no backend can listen on " + called + ", which is left out");
            return;
        }
        backends.putIfAbsent(
                called, new Destination(new Backend(0, called, weight), address, backup, BackendPool.ENDLESS));
    }
}

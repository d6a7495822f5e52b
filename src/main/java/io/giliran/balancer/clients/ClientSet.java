package io.giliran.balancer.clients;

import io.giliran.settings.SettingsReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Set of clients, as the user lists it: address ranges, and the word {@code unix} for all clients of Unix sockets, which no
 * range holds.
 */
public record ClientSet(CidrList addresses, boolean unix) implements Predicate<SocketAddress> {
    static final ClientSet EMPTY = new ClientSet(CidrList.EMPTY, false);

    private static final String UNIX = "unix";

    /** The list at this key. */
    public static ClientSet from(SettingsReader reader, String key) {
        // One without a range is the word.
        List<Optional<Cidr>> listed =
                reader.parsedList(key, text -> text.equals(UNIX) ? Optional.empty() : Optional.of(Cidr.parse(text)));
        return new ClientSet(
                new CidrList(listed.stream().flatMap(Optional::stream).toList()),
                listed.stream().anyMatch(Optional::isEmpty));
    }

    public boolean isEmpty() {
        return addresses.isEmpty() && !unix;
    }

    @Override
    public boolean test(SocketAddress client) {
        return client instanceof InetSocketAddress ip ? addresses.contains(ip.getAddress()) : unix;
    }
}

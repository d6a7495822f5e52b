package io.giliran.admin.http;

import io.giliran.settings.IpLiteral;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Protection against cross-site requests and DNS rebinding: refuses calls that a foreign page makes a browser send. This
 * matters while there is no token: a page's own name may be made to point to a loopback address (DNS rebinding), and any page
 * may post to one.
 */
public final class OwnHost {
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final Set<String> names = new LinkedHashSet<>();

    /**
     * Accepts the names of this address.
     *
     * @param listen where the API listens
     */
    public OwnHost(InetAddress listen) {
        names.add("localhost");
        names.add("127.0.0.1");
        names.add("[::1]");
        String bound = IpLiteral.format(listen);
        names.add(bound.contains(":") ? "[" + bound + "]" : bound);
    }

    /**
     * Reason why a call is refused, as an answer; null when it is not.
     *
     * @param host of the header of that name, empty when there is none: then it is a call of this host
     * @param origin likewise
     */
    @Nullable
    ApiAnswer refusal(String method, String host, String origin) {
        // No browser leaves Host out; a probe that speaks HTTP/1.0 does, and in HTTP/1.1 Akka HTTP refuses it.
        String name = host.isEmpty()
                ? "localhost"
                : canonical(PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT));
        if (!names.contains(name)) {
            return ApiAnswer.error(
                    421,
                    "the call is for another host; without a token valid as Host are " + String.join(", ", names)
                            + ", with or without a port");
        }
        boolean changes = !method.equals("GET") && !method.equals("HEAD");
        if (changes && !origin.isEmpty() && !origin.equalsIgnoreCase("http://" + host)) {
            return ApiAnswer.error(
                    403,
                    "a page from elsewhere may not change anything; without a token Origin has to be http://" + name);
        }
        return null;
    }

    /** The one form of an IPv6 address in brackets; all else as it is. */
    private static String canonical(String name) {
        InetAddress address = name.startsWith("[") && name.endsWith("]")
                ? IpLiteral.parse(name.substring(1, name.length() - 1))
                : null;
        return address == null ? name : "[" + IpLiteral.format(address) + "]";
    }
}

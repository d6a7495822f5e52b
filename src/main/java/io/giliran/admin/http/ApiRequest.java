package io.giliran.admin.http;

import io.giliran.balancer.operate.Audit;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Request of a call.
 *
 * @param segments of the path, decoded
 * @param query by name, decoded
 * @param caller who calls, for the audit log
 * @param contentType without parameters; empty when there is no body
 */
public record ApiRequest(
        Audit.Caller caller,
        String method,
        List<String> segments,
        Map<String, String> query,
        String contentType,
        String body) {

    /** Refuses a query parameter that is none of these. */
    public void allowQuery(String... names) {
        TreeSet<String> unknown = new TreeSet<>(query.keySet());
        unknown.removeAll(List.of(names));
        if (!unknown.isEmpty()) {
            throw ApiRefusal.badRequest("parameter " + unknown.first() + " is not known; "
                    + (names.length == 0 ? "none is" : "valid are " + String.join(", ", names)));
        }
    }

    /** A whole number of the query. */
    public long wholeNumber(String name, long absent, long least, long most) {
        String text = query.get(name);
        return text == null ? absent : wholeNumber(name + " = ", text, least, most);
    }

    /** The number of a connection, in the path. */
    public static long connectionId(String segment) {
        return wholeNumber("connection ", segment, 1, Long.MAX_VALUE);
    }

    public boolean flag(String name) {
        String text = query.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw ApiRefusal.badRequest(name + " = " + text + " is not valid; valid is true or false");
        }
        return text.equals("true");
    }

    private static long wholeNumber(String before, String text, long least, long most) {
        if (text.matches("\\d{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw ApiRefusal.badRequest(before + text + " is not valid; valid is a whole number from " + least
                + (most == Long.MAX_VALUE ? "" : " to " + most));
    }
}

package io.giliran.admin.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.giliran.balancer.operate.Audit;
import io.giliran.settings.HostPort;
import io.giliran.supervision.BoundedLog;
import io.micrometer.core.instrument.Counter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Authenticates callers by their tokens and addresses, and counts failed attempts. Thread-safe. */
public final class Callers {
    /** Calls that answer to everybody. */
    private static final List<String> WITHOUT_TOKEN = List.of("health", "ready");

    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
    /** The prefix of the User-Agent of {@code giliran ctl}. */
    private static final String CTL = "giliran-ctl/";

    private final Tokens tokens;
    private final Counter wrong;
    private final BoundedLog log;

    public Callers(Tokens tokens, Counter wrong, LongSupplier nanoClock) {
        this.tokens = tokens;
        this.wrong = wrong;
        log = new BoundedLog(LOG, Level.WARN, nanoClock);
    }

    /** The caller of a request; null when a token is required and no valid one was sent. */
    Audit.@Nullable Caller of(HttpRequest request) {
        String token = tokens.nameOf(header(request, "authorization"));
        return token == null ? null : caller(request, token);
    }

    /** Whether this path answers to everybody. */
    static boolean needNoToken(List<String> segments) {
        return segments.size() == 1 && WITHOUT_TOKEN.contains(segments.get(0));
    }

    /** The caller of a request that needs no token. */
    static Audit.Caller withoutToken(HttpRequest request) {
        return caller(request, Tokens.NONE);
    }

    /** Counts a call that was refused for its token, and logs it, at a bounded rate. */
    void refused(HttpRequest request) {
        wrong.increment();
        log.write("a call from {} had no valid token", address(request));
    }

    private static Audit.Caller caller(HttpRequest request, String token) {
        String by = header(request, "user-agent").startsWith(CTL) ? "ctl" : "api";
        return new Audit.Caller(by, address(request), token);
    }

    private static String address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(remote -> remote.getAddress()
                        .map(address -> HostPort.format(new InetSocketAddress(address, remote.getPort()))))
                .orElse(Audit.NOBODY);
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse("");
    }
}

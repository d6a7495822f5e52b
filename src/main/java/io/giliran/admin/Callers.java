package io.giliran.admin;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import io.giliran.balancer.Audit;
import io.giliran.settings.HostPort;
import io.micrometer.core.instrument.Counter;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Knows callers by their tokens and addresses, and counts those who have no right token. Thread-safe. */
final class Callers {
    /** What the User-Agent of {@code giliran ctl} begins with. */
    private static final String CTL = "giliran-ctl/";

    private final Tokens tokens;
    private final Counter wrong;
    private final WrongTokens log;

    Callers(Tokens tokens, Counter wrong, WrongTokens log) {
        this.tokens = tokens;
        this.wrong = wrong;
        this.log = log;
    }

    /** Who has sent the request; null when a token is asked for and the right one is missing. */
    Audit.@Nullable Caller of(HttpRequest request) {
        String token = tokens.nameOf(header(request, "authorization"));
        return token == null ? null : caller(request, token);
    }

    /** Who has sent a request that needs no token. */
    static Audit.Caller withoutToken(HttpRequest request) {
        return caller(request, Tokens.NONE);
    }

    /** Counts a call that was refused for its token, and logs it, at a bounded rate. */
    void refused(HttpRequest request) {
        wrong.increment();
        log.add(address(request));
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

package io.giliran.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager that enforces the dates of the authorities' certificates too. Java looks at the dates of what lies between a
 * peer and an authority, but not at those of the authority; so a certificate that is trusted by itself would never expire.
 * Thread-safe.
 */
final class DatedTrust extends X509ExtendedTrustManager {
    /** The trusted authorities, until the next of their dates. */
    private record Current(X509ExtendedTrustManager trust, Instant from, Instant until) {}

    private final List<X509Certificate> authorities;
    private final Function<Collection<X509Certificate>, X509ExtendedTrustManager> trusting;
    private final Clock clock;
    private volatile Current current;

    /** @param trusting makes what trusts some of the authorities, without regard to their dates */
    DatedTrust(
            Collection<X509Certificate> authorities,
            Function<Collection<X509Certificate>, X509ExtendedTrustManager> trusting,
            Clock clock) {
        this.authorities = List.copyOf(authorities);
        this.trusting = trusting;
        this.clock = clock;
        current = at(clock.instant());
    }

    private Current at(Instant now) {
        Instant from = Instant.MIN;
        Instant until = Instant.MAX;
        for (X509Certificate authority : authorities) {
            for (Date date : List.of(authority.getNotBefore(), authority.getNotAfter())) {
                Instant moment = date.toInstant();
                if (moment.isAfter(now)) {
                    until = moment.isBefore(until) ? moment : until;
                } else {
                    from = moment.isAfter(from) ? moment : from;
                }
            }
        }
        return new Current(
                trusting.apply(authorities.stream()
                        .filter(authority -> isValid(authority, now))
                        .toList()),
                from,
                until);
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /** Fails for a peer whose own certificate is out of date, in clearer words than those for an unknown authority. */
    private X509ExtendedTrustManager after(X509Certificate[] chain) throws CertificateException {
        Instant now = clock.instant();
        if (chain.length > 0) {
            chain[0].checkValidity(Date.from(now));
        }
        Current known = current;
        if (now.isBefore(known.from()) || !now.isBefore(known.until())) {
            known = at(now);
            current = known;
        }
        return known.trust();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        after(chain).checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        after(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        after(chain).checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        after(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        after(chain).checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        after(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.trust().getAcceptedIssuers();
    }
}

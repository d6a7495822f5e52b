package io.giliran.transport.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A certificate and its key.
 *
 * @param chain the certificate itself, then those that lead to its authority
 * @param hosts the host names that it is for, in lower case; one with a star stands for many
 */
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key, Set<String> hosts) {
    public CertifiedKey {
        chain = List.copyOf(chain);
        hosts = Set.copyOf(hosts);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Name, last day, and the first digits of the fingerprint (SHA-256), which distinguish two of the same name. */
    public String description() {
        LocalDate until =
                certificate().getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate();
        return "CN=" + CertificateNames.common(certificate()) + " until " + until + " #"
                + Fingerprint.of(certificate());
    }

    /** Expiry of the chain's first certificate to expire: from then on clients do not trust the chain. */
    public Instant notAfter() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Common name of the certificate. */
    public String commonName() {
        return CertificateNames.common(certificate());
    }

    /** Whether its time has begun and is not over. */
    public boolean isValidAt(Instant moment) {
        return !moment.isBefore(certificate().getNotBefore().toInstant())
                && !moment.isAfter(certificate().getNotAfter().toInstant());
    }

    @Override
    public String toString() {
        return description();
    }
}

package io.giliran.transport.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 fingerprint of certificates. */
final class Fingerprint {
    private static final int BYTES = 4;

    private Fingerprint() {}

    static String of(X509Certificate certificate) {
        return of(List.of(certificate));
    }

    /** Their number, and a digest of all of them. */
    static String summary(Collection<X509Certificate> certificates) {
        return certificates.size()
                + (certificates.size() == 1 ? " certificate #" : " certificates #")
                + of(certificates);
    }

    /** The first digits of the SHA-256 of all of them. */
    static String of(Collection<X509Certificate> certificates) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : certificates) {
                digest.update(certificate.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate has no fingerprint", impossible);
        }
    }
}

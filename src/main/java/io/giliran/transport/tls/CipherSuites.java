package io.giliran.transport.tls;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Cipher suites that may be negotiated, by their names in Java, which are those of IANA. */
public final class CipherSuites {
    /** All suites of TLS 1.3. */
    private static final List<String> OF_TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** The cipher suites of TLS 1.2 with forward secrecy (ECDHE) and authenticated encryption (AEAD). */
    private static final List<String> OF_TLS_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException when this Java does not know it, or when it authenticates or encrypts nothing
     */
    public static String parse(String name) {
        if (isNothing(name) || !known().contains(name)) {
            throw new IllegalArgumentException(
                    "is no cipher suite that can be spoken here; valid are " + String.join(", ", valid()));
        }
        return name;
    }

    /**
     * Returns the suites that may be negotiated, the preferred first.
     *
     * @param chosen by the user; empty for TLS 1.3, and ECDHE with AEAD in TLS 1.2. Without one of TLS 1.3 all of these are
     *     added
     */
    static String[] enabled(List<String> chosen) {
        List<String> enabled = new ArrayList<>();
        if (chosen.stream().noneMatch(OF_TLS_1_3::contains)) {
            enabled.addAll(OF_TLS_1_3);
        }
        enabled.addAll(chosen.isEmpty() ? OF_TLS_1_2 : chosen);
        return enabled.toArray(String[]::new);
    }

    /** Whether TLS 1.2 can be spoken with them. */
    public static boolean serveTls12(List<String> chosen) {
        return chosen.isEmpty() || !OF_TLS_1_3.containsAll(chosen);
    }

    private static List<String> valid() {
        return known().stream().filter(name -> !isNothing(name)).toList();
    }

    private static boolean isNothing(String name) {
        return name.contains("_anon_") || name.contains("_NULL_") || name.contains("EXPORT") || name.endsWith("_SCSV");
    }

    private static List<String> known() {
        try {
            return Arrays.asList(
                    SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java speaks no TLS", impossible);
        }
    }
}

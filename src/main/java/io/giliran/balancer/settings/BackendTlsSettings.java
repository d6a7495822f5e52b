package io.giliran.balancer.settings;

import io.giliran.settings.SettingsReader;
import io.giliran.transport.tls.CipherSuites;
import io.giliran.transport.tls.PemFiles;
import io.giliran.transport.tls.TlsClient;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Keys under {@code giliran.balancer.backend-tls}: how certificates of backends with the attribute {@code tls} are verified.
 */
final class BackendTlsSettings {
    private static final String TRUST = "trust";
    private static final String SYSTEM = "system";

    private BackendTlsSettings() {}

    static TlsClient from(SettingsReader reader) {
        boolean trustsTheSystem = reader.string(TRUST).equals(SYSTEM);
        List<String> ciphers = reader.parsedList("ciphers", CipherSuites::parse);
        boolean verifies = reader.onOff("verify");
        TlsClient client =
                trustsTheSystem ? TlsClient.trustingTheSystem() : TlsClient.trusting(certificates(reader, TRUST));
        return (verifies ? client : TlsClient.trustingAnybody()).with(ciphers);
    }

    /** The certificates in the file that the key names. */
    static List<X509Certificate> certificates(SettingsReader reader, String key) {
        Path file = reader.parsed(key, Path::of);
        try {
            return PemFiles.certificates(file);
        } catch (IllegalArgumentException unusable) {
            throw reader.wrong(key, String.valueOf(unusable.getMessage()));
        }
    }
}

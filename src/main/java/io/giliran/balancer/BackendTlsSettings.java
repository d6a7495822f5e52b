package io.giliran.balancer;

import io.giliran.settings.SettingsReader;
import io.giliran.transport.tls.PemFiles;
import io.giliran.transport.tls.TlsClient;
import java.nio.file.Path;

/** The keys under {@code giliran.balancer.backend-tls}: how backends with the attribute {@code tls} are believed. */
final class BackendTlsSettings {
    private static final String TRUST = "trust";
    private static final String SYSTEM = "system";

    private BackendTlsSettings() {}

    static TlsClient from(SettingsReader reader) {
        boolean trustsTheSystem = reader.string(TRUST).equals(SYSTEM);
        boolean verifies = reader.onOff("verify");
        TlsClient client = trustsTheSystem
                ? TlsClient.trustingTheSystem()
                : TlsClient.trusting(reader.parsed(TRUST, file -> PemFiles.certificates(Path.of(file))));
        return verifies ? client : TlsClient.trustingAnybody();
    }
}

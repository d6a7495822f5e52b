package io.giliran.balancer.settings;

import io.giliran.settings.SettingsReader;
import io.giliran.transport.tls.CertifiedKey;
import io.giliran.transport.tls.CipherSuites;
import io.giliran.transport.tls.PemFiles;
import io.giliran.transport.tls.TlsServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys under {@code giliran.balancer.tls}. Reads the files that they name. */
final class TlsSettings {
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final int LONGEST_TIMEOUT_HOURS = 1;
    private static final int MOST_PROTOCOL_BYTES = 255;
    private static final String CERTIFICATES = "certificates";
    private static final String CLIENT_CA = "client-ca";

    private TlsSettings() {}

    /** Null when no TLS of clients ends here; then no file is read. */
    static @Nullable TlsServer from(SettingsReader reader) {
        boolean isOn = reader.onOff("termination");
        List<SettingsReader> pairs = reader.objects(CERTIFICATES, List.of("chain", "key"));
        List<String> versions = reader.parsedList("versions", TlsSettings::version);
        List<String> ciphers = reader.parsedList("ciphers", CipherSuites::parse);
        if (versions.contains("TLSv1.2") && !CipherSuites.serveTls12(ciphers)) {
            throw reader.invalid("ciphers", "at least one suite of TLS 1.2, unless versions is [ 1.3 ]");
        }
        List<String> alpn = reader.parsedList("alpn", TlsSettings::protocol);
        Duration timeout = reader.duration("handshake-timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT_HOURS);
        boolean asksClients = !reader.string(CLIENT_CA).isEmpty() && !reader.isOff(CLIENT_CA);
        if (!isOn) {
            return null;
        }
        if (pairs.isEmpty()) {
            throw reader.invalid(
                    CERTIFICATES, "at least one pair of files, for example [ { chain = site.pem, key = site.key } ]");
        }
        if (versions.isEmpty()) {
            throw reader.invalid("versions", "1.2, 1.3 or both, for example [ 1.2, 1.3 ]");
        }
        List<CertifiedKey> certificates = new ArrayList<>();
        for (SettingsReader pair : pairs) {
            certificates.add(certifiedKey(reader, pair));
        }
        List<X509Certificate> authorities =
                asksClients ? BackendTlsSettings.certificates(reader, CLIENT_CA) : List.of();
        return new TlsServer(certificates, new TlsServer.Terms(versions, ciphers, alpn, authorities, timeout));
    }

    private static CertifiedKey certifiedKey(SettingsReader reader, SettingsReader pair) {
        Path chain = pair.parsed("chain", Path::of);
        Path key = pair.parsed("key", Path::of);
        try {
            return PemFiles.certifiedKey(chain, key);
        } catch (IllegalArgumentException unusable) {
            throw reader.wrong(CERTIFICATES, String.valueOf(unusable.getMessage()));
        }
    }

    private static String version(String text) {
        return switch (text) {
            case "1.2", "1.3" -> "TLSv" + text;
            default -> throw new IllegalArgumentException("is no version that is spoken here; valid is 1.2 or 1.3");
        };
    }

    private static String protocol(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MOST_PROTOCOL_BYTES || !text.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "is no protocol of ALPN; valid are 1 to 255 printable characters, for example h2 or http/1.1");
        }
        return text;
    }
}

package io.giliran.transport.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the name that the client asks for: an exact match, then a wildcard that fits, then the first of
 * all. Among several for the same name (RSA, EC), the one that the client prefers.
 */
final class CertificateChoice extends X509ExtendedKeyManager {
    private final List<CertifiedKey> keys;

    CertificateChoice(List<CertifiedKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType, engine == null ? null : nameAskedFor(engine));
    }

    /** The alias is the place in the list; null when this kind of key is not there for the name. */
    @Nullable
    String choose(String keyType, @Nullable String name) {
        List<CertifiedKey> fitting = List.of();
        if (name != null) {
            fitting = those(key -> key.hosts().contains(name));
            if (fitting.isEmpty()) {
                fitting = those(key -> ServerNames.anyWildcardFits(key.hosts(), name));
            }
        }
        if (fitting.isEmpty()) {
            CertifiedKey first = keys.get(0);
            fitting = those(key -> key.hosts().equals(first.hosts()));
        }
        // RSASSA-PSS is asked for keys that may do nothing else; those of PEM are plain RSA.
        return fitting.stream()
                .filter(key -> key.key().getAlgorithm().equals(keyType))
                .findFirst()
                .map(key -> String.valueOf(keys.indexOf(key)))
                .orElse(null);
    }

    private List<CertifiedKey> those(Predicate<CertifiedKey> wanted) {
        return keys.stream().filter(wanted).toList();
    }

    private static @Nullable String nameAskedFor(SSLEngine engine) {
        if (!(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return null;
        }
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .filter(ServerNames::isName)
                .map(ServerNames::canonical)
                .findFirst()
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys.get(Integer.parseInt(alias)).key();
    }

    // Sockets that block, and the client's side, are nobody's here.

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

package io.giliran.transport.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities whose certificates are accepted. */
final class Trust {
    private Trust() {}

    /** The authorities of the system, as Java has them. */
    static TrustManager inTheSystem() {
        X509ExtendedTrustManager all = in((KeyStore) null);
        return new DatedTrust(List.of(all.getAcceptedIssuers()), Trust::regardlessOfDates, Clock.systemUTC());
    }

    /** Trusts these authorities, or certificates of single peers, as long as they are valid. */
    static TrustManager in(Collection<X509Certificate> authorities) {
        return new DatedTrust(authorities, Trust::regardlessOfDates, Clock.systemUTC());
    }

    private static X509ExtendedTrustManager regardlessOfDates(Collection<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry(String.valueOf(number++), authority);
            }
            return in(store);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("this Java keeps no certificates", impossible);
        }
    }

    /** Everybody is who he says he is. */
    static TrustManager inAnybody() {
        return new Credulous();
    }

    private static X509ExtendedTrustManager in(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java trusts nobody", impossible);
        }
    }

    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

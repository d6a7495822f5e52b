package io.giliran.transport.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/**
 * SNI of a client, as {@link ClientHelloParser} reads it, carried by the engine of its session to where the certificate is
 * chosen. Java's own reading refuses the whole handshake for a name with an underscore, with a dot at its end or that is
 * otherwise no host name of RFC 1123.
 */
final class AskedName extends SNIServerName {
    private static final String DISABLED_EXTENSIONS = "jdk.tls.server.disableExtensions";
    private static final String SERVER_NAME = "server_name";

    private AskedName(String name) {
        super(StandardConstants.SNI_HOST_NAME, name.getBytes(US_ASCII));
    }

    /**
     * Has Java not read the extension in this process. Without effect once it has spoken TLS: then such names are refused as Java
     * refuses them.
     */
    static void leaveToUs() {
        String others = System.getProperty(DISABLED_EXTENSIONS, "");
        if (!List.of(others.split(",", -1)).contains(SERVER_NAME)) {
            System.setProperty(DISABLED_EXTENSIONS, others.isBlank() ? SERVER_NAME : others + "," + SERVER_NAME);
        }
    }

    /** Has the engine of a server carry the name. */
    static void carry(SSLEngine engine, String name) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new AskedName(name)));
        engine.setSSLParameters(parameters);
    }

    /** The name that the engine of a server carries; null when its client names none. */
    static @Nullable String of(SSLEngine engine) {
        List<SNIServerName> names = engine.getSSLParameters().getServerNames();
        return names == null || names.isEmpty() ? null : new String(names.get(0).getEncoded(), US_ASCII);
    }
}

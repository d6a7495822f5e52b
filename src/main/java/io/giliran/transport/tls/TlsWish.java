package io.giliran.transport.tls;

/**
 * TLS configuration towards one backend.
 *
 * @param name that the backend's certificate must have, see {@link TlsClient#connect}
 */
public record TlsWish(TlsClient client, String name) {
    public TlsSession session() {
        return client.connect(name);
    }
}

package io.giliran.transport.tls;

/**
 * The wish to speak TLS with a backend.
 *
 * @param name whom it has to be, see {@link TlsClient#connect}
 */
public record TlsWish(TlsClient client, String name) {
    public TlsSession session() {
        return client.connect(name);
    }
}

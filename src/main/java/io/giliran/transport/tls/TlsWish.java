package io.giliran.transport.tls;

/**
 * That a backend is to be spoken to in TLS.
 *
 * @param name whom it has to be, see {@link TlsClient#connect}
 */
public record TlsWish(TlsClient client, String name) {
    public TlsSession session() {
        return client.connect(name);
    }
}

package io.giliran.transport.tls;

/** Whole ClientHellos in one record each, for tests elsewhere. */
public final class SampleHello {
    private SampleHello() {}

    /** One that asks for the name. */
    public static byte[] to(String name) {
        return record(HelloBytes.hello(HelloBytes.serverName(name)));
    }

    /** One that names nobody. */
    public static byte[] toNobody() {
        return record(HelloBytes.hello(HelloBytes.alpn("h2")));
    }

    private static byte[] record(byte[] message) {
        return HelloBytes.join(new byte[] {22, 3, 1}, HelloBytes.vector(2, message));
    }
}

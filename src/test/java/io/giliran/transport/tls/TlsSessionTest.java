package io.giliran.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Limits on what a peer may send in bulk, and on how much of it one event opens: counted in records, not in time. */
final class TlsSessionTest {
    private static final int ROOM = 512 * 1024;
    /** Of records without data, and with it. */
    private static final int MOST_A_CALL = 256;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final TlsServer SERVER = new TlsServer(
            List.of(TestCertificates.LOCAL),
            new TlsServer.Terms(List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(), List.of(), Duration.ofMinutes(1)));

    private final TlsSession session = SERVER.accept();
    private final SSLEngine client =
            TestCertificates.context(null, TestCertificates.LOCAL).createSSLEngine();
    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    private final ByteBuffer plaintext = ByteBuffer.allocate(ROOM);

    TlsSessionTest() {
        client.setUseClientMode(true);
    }

    @Test
    void keyUpdatesInBulkEndTheConnection() throws Exception {
        shakeHands();
        keyUpdates(TlsSession.MOST_IN_A_ROW_WITHOUT_DATA);
        assertThat(open()).isTrue();

        keyUpdates(1);
        assertThatThrownBy(this::open)
                .isInstanceOf(SSLException.class)
                .hasMessage("more than 32 records in a row carry no data");
    }

    @Test
    void keyUpdatesBetweenDataAreOpenedALittleAtATime() throws Exception {
        shakeHands();
        int rounds = 40;
        for (int i = 0; i < rounds; i++) {
            keyUpdates(TlsSession.MOST_IN_A_ROW_WITHOUT_DATA);
            data(1);
        }

        int calls = openAll();

        assertThat(plaintext.position()).isEqualTo(rounds);
        // A record without data counts as eight.
        assertThat(calls).isGreaterThanOrEqualTo(rounds * TlsSession.MOST_IN_A_ROW_WITHOUT_DATA * 8 / MOST_A_CALL);
    }

    @Test
    void recordsOfOneByteAreOpenedALittleAtATime() throws Exception {
        shakeHands();
        int records = 5000;
        for (int i = 0; i < records; i++) {
            data(1);
        }

        int calls = openAll();

        assertThat(plaintext.position()).isEqualTo(records);
        assertThat(calls).isEqualTo((records + MOST_A_CALL - 1) / MOST_A_CALL);
    }

    @Test
    void whatOneReadBringsOfLargeRecordsIsOpenedAtOnce() throws Exception {
        shakeHands();
        data(256 * 1024);

        assertThat(openAll()).isEqualTo(1);
        assertThat(plaintext.position()).isEqualTo(256 * 1024);
    }

    @Test
    void aHandshakeMayBeCutIntoRecordsOfOneByte() throws Exception {
        client.beginHandshake();
        client.wrap(NOTHING, toServer);
        byte[] hello = taken(toServer);
        assertThat(hello.length - 5).isLessThan(TlsSession.MOST_HANDSHAKE_RECORDS);
        inRecordsOfOneByte(hello, 5, hello.length);
        ByteBuffer toClient = ByteBuffer.allocate(ROOM);
        while (!open(toClient)) {
            // The next records.
        }
        goOn(toClient);

        assertThat(session.isEstablished()).isTrue();
    }

    @Test
    void aHandshakeOfMoreRecordsThanAnyNeedsIsRefused() {
        byte[] head = {1, 0, 0x70, 0};
        inRecordsOfOneByte(head, 0, head.length);
        inRecordsOfOneByte(new byte[TlsSession.MOST_HANDSHAKE_RECORDS], 0, TlsSession.MOST_HANDSHAKE_RECORDS);

        assertThatThrownBy(this::openAll)
                .isInstanceOf(SSLException.class)
                .hasMessage("the handshake has more than 1000 records");
    }

    @Test
    void aNameLongerThanAnyHostsIsNoName() throws Exception {
        asksFor("a.".repeat(10_000) + "com");
        shakeHands();
        assertThat(session.facts().serverName()).isNull();
    }

    @Test
    void theLongestNameIsOne() throws Exception {
        String name = "a.".repeat(126) + "com";
        // A host name has no more (RFC 1035, 2.3.4).
        assertThat(name).hasSize(255);
        asksFor(name);
        shakeHands();
        assertThat(session.facts().serverName()).isEqualTo(name);
    }

    private void asksFor(String name) {
        SSLParameters parameters = client.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name.getBytes(StandardCharsets.US_ASCII))));
        client.setSSLParameters(parameters);
    }

    private void shakeHands() throws Exception {
        client.beginHandshake();
        goOn(ByteBuffer.allocate(ROOM));
        // Tickets are on their way only now.
        assertThat(session.isEstablished()).isTrue();
    }

    private void goOn(ByteBuffer toClient) throws SSLException {
        for (int i = 0; i < 30; i++) {
            HandshakeStatus status = client.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                client.getDelegatedTask().run();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                client.wrap(NOTHING, toServer);
            } else if (status == HandshakeStatus.NEED_UNWRAP || toClient.position() > 0) {
                toClient.flip();
                client.unwrap(toClient, ByteBuffer.allocate(ROOM));
                toClient.compact();
            }
            if (client.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP || toServer.position() > 0) {
                open(toClient);
            }
        }
    }

    private void keyUpdates(int count) throws SSLException {
        for (int i = 0; i < count; i++) {
            client.beginHandshake();
            client.wrap(NOTHING, toServer);
        }
    }

    private void data(int bytes) throws SSLException {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        while (data.hasRemaining()) {
            client.wrap(data, toServer);
        }
    }

    private void inRecordsOfOneByte(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            toServer.put(new byte[] {22, 3, 3, 0, 1, bytes[i]});
        }
    }

    private static byte[] taken(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes).clear();
        return bytes;
    }

    private int openAll() throws SSLException {
        int calls = 1;
        while (!open()) {
            calls++;
        }
        return calls;
    }

    private boolean open() throws SSLException {
        return open(ByteBuffer.allocate(ROOM));
    }

    private boolean open(ByteBuffer answers) throws SSLException {
        ByteBuffer in = ByteBuffer.allocate(ROOM);
        session.resume(in);
        in.put(toServer.flip()).flip();
        toServer.clear();
        boolean all = session.open(in, plaintext, answers);
        toServer.put(in);
        return all;
    }
}

package io.giliran.transport.tls;

import static io.giliran.transport.tls.HelloBytes.alpn;
import static io.giliran.transport.tls.HelloBytes.body;
import static io.giliran.transport.tls.HelloBytes.extension;
import static io.giliran.transport.tls.HelloBytes.hello;
import static io.giliran.transport.tls.HelloBytes.hostName;
import static io.giliran.transport.tls.HelloBytes.join;
import static io.giliran.transport.tls.HelloBytes.message;
import static io.giliran.transport.tls.HelloBytes.record;
import static io.giliran.transport.tls.HelloBytes.records;
import static io.giliran.transport.tls.HelloBytes.serverName;
import static io.giliran.transport.tls.HelloBytes.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.giliran.transport.tls.ClientHelloResult.Done;
import io.giliran.transport.tls.ClientHelloResult.Invalid;
import io.giliran.transport.tls.ClientHelloResult.NeedMore;
import io.giliran.transport.tls.ClientHelloResult.NotTls;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientHelloParserTest {
    /** {@code 0x?a?a} at both places, RFC 8701. */
    private static final int GREASE = 0x2a2a;

    private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;
    /** As DNS has it. */
    private static final String LONGEST_LABEL = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void readsWhatTheJdkSends(String version) throws GeneralSecurityException, SSLException {
        byte[] bytes = jdkHello(version, "www.Example.org", "h2", "http/1.1");

        assertThat(parse(bytes)).isEqualTo(new Done("www.example.org", List.of("h2", "http/1.1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aHelloOfTheJdkWithoutNameHasNone(String version) throws GeneralSecurityException, SSLException {
        assertThat(parse(jdkHello(version, null))).isEqualTo(new Done(null, List.of()));
    }

    @Test
    void theNameMayStandAnywhere() {
        byte[] grease = extension(GREASE);
        byte[] empty = extension(23);
        byte[] name = serverName("Example.ORG");
        byte[] protocols = alpn("h2", "\u008a\u008a");

        for (byte[][] order :
                new byte[][][] {{grease, name, empty, protocols}, {name, protocols}, {protocols, empty, grease, name}
                }) {
            assertThat(parse(record(hello(order)))).isEqualTo(new Done("example.org", List.of("h2", "\u008a\u008a")));
        }
    }

    @Test
    void aHelloNeedsNoExtensions() {
        Done none = new Done(null, List.of());

        assertThat(parse(record(message(body())))).isEqualTo(none);
        assertThat(parse(record(hello()))).isEqualTo(none);
        assertThat(parse(record(hello(extension(GREASE), extension(23))))).isEqualTo(none);
    }

    /** The inner hello is nobody's to read; the outer one names who can decrypt it. */
    @Test
    void anEncryptedHelloHasItsOuterName() {
        byte[] encrypted = extension(ENCRYPTED_CLIENT_HELLO, new byte[200]);

        assertThat(parse(record(hello(encrypted, serverName("public.example")))))
                .isEqualTo(new Done("public.example", List.of()));
    }

    @Test
    void recordsMayCutTheHelloAnywhere() {
        byte[] message = hello(serverName("example.org"), alpn("h2"));
        for (int recordBytes = 1; recordBytes <= message.length; recordBytes++) {
            assertThat(parse(records(message, recordBytes)))
                    .as("records of %d", recordBytes)
                    .isEqualTo(new Done("example.org", List.of("h2")));
        }
    }

    @Test
    void fragmentsOfOneByteAreTolerated() {
        byte[] bytes = records(hello(serverName("example.org")), 50);
        ClientHelloParser parser = new ClientHelloParser(ClientHelloParser.DEFAULT_LIMIT);
        for (int i = 0; i < bytes.length - 1; i++) {
            assertThat(parser.offer(ByteBuffer.wrap(bytes, i, 1))).isEqualTo(new NeedMore());
        }
        assertThat(parser.offer(ByteBuffer.wrap(bytes, bytes.length - 1, 1)))
                .isEqualTo(new Done("example.org", List.of()));
    }

    @Test
    void theBytesStayWhereTheyAre() {
        ByteBuffer bytes = ByteBuffer.wrap(join(new byte[3], record(hello(serverName("a.b"))), new byte[7]));
        bytes.position(3);
        int limit = bytes.limit();
        ClientHelloParser parser = new ClientHelloParser(ClientHelloParser.DEFAULT_LIMIT);

        ClientHelloResult result = parser.offer(bytes);

        assertThat(result).isEqualTo(new Done("a.b", List.of()));
        assertThat(bytes.position()).isEqualTo(3);
        assertThat(bytes.limit()).isEqualTo(limit);
        // What follows, early data for one, changes nothing.
        assertThat(parser.offer(ByteBuffer.allocate(100))).isSameAs(result);
    }

    static Stream<byte[]> otherProtocols() {
        return Stream.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII),
                // SSL 2: two bytes of length with the first bit set, then the message type, then the version it offers.
                HexFormat.of().parseHex("802e0103010015000000100100800300"),
                // An alert, and a record of a version that never was.
                HexFormat.of().parseHex("15030100020228"),
                HexFormat.of().parseHex("160201"));
    }

    @ParameterizedTest
    @MethodSource
    void otherProtocols(byte[] bytes) {
        assertThat(parse(bytes)).isEqualTo(new NotTls());
    }

    /** Known at once: a server that speaks first would wait in vain. */
    @Test
    void whatIsNotTlsIsKnownByItsFirstByte() {
        assertThat(parse(new byte[] {'G'})).isEqualTo(new NotTls());
        assertThat(parse(new byte[] {22})).isEqualTo(new NeedMore());
        assertThat(parse(new byte[] {22, 3})).isEqualTo(new NeedMore());
        assertThat(parse(new byte[0])).isEqualTo(new NeedMore());
    }

    static Stream<Arguments> malformed() {
        String hello = "the ClientHello is malformed";
        String names = "the list of server names is malformed";
        String protocols = "the list of protocols is malformed";
        byte[] name = serverName("a.b");
        byte[] valid = hello(name);
        byte[] oddSuites = body();
        oddSuites[34 + 33 + 1] = 3;
        byte[] longSession =
                join(new byte[34], vector(1, new byte[33]), vector(2, new byte[2]), vector(1, new byte[1]));
        byte[] head = join(new byte[34], vector(1));
        byte[] noSuites = join(head, vector(2), vector(1, new byte[1]));
        byte[] noCompressions = join(head, vector(2, new byte[2]), vector(1));
        return Stream.of(
                Arguments.of("empty record", record(new byte[0]), "a record of the handshake is empty"),
                Arguments.of("long record", HexFormat.of().parseHex("1603014001"), "a record is longer than 16 KiB"),
                Arguments.of("ServerHello", record(new byte[] {2, 0, 0, 4}), "the first message is no ClientHello"),
                Arguments.of(
                        "alert within",
                        join(record(Arrays.copyOf(valid, 10)), new byte[] {21}),
                        "another record stands within the ClientHello"),
                Arguments.of(
                        "version within",
                        join(record(Arrays.copyOf(valid, 10)), new byte[] {22, 4}),
                        "the version of a record is not 3.x"),
                Arguments.of("no body", record(message(new byte[0])), hello),
                Arguments.of("no session id", record(message(new byte[34])), hello),
                Arguments.of("session id of 33", record(message(longSession)), hello),
                Arguments.of("odd cipher suites", record(message(oddSuites)), hello),
                Arguments.of("no cipher suites", record(message(noSuites)), hello),
                Arguments.of("no compressions", record(message(noCompressions)), hello),
                Arguments.of("one byte of extensions", record(message(body(new byte[1]))), hello),
                Arguments.of("extensions too short", record(message(body(vector(2, name), new byte[1]))), hello),
                Arguments.of("extensions too long", record(message(body(new byte[] {0, 9}, new byte[8]))), hello),
                Arguments.of("half an extension", record(hello(name, new byte[3])), hello),
                Arguments.of("a byte of an extension", record(hello(name, new byte[1])), hello),
                Arguments.of("no list of names", record(hello(extension(0))), names),
                Arguments.of("empty list of names", record(hello(extension(0, new byte[2]))), names),
                Arguments.of(
                        "bytes behind the names",
                        record(hello(extension(0, vector(2, hostName("a.b")), new byte[1]))),
                        names),
                Arguments.of("name too long", record(hello(extension(0, new byte[] {0, 4, 0, 0, 2, 'a'}))), names),
                Arguments.of(
                        "two names in one list",
                        record(hello(extension(0, vector(2, hostName("a.b"), hostName("c.d"))))),
                        "there is more than one server name"),
                Arguments.of("two lists of names", record(hello(name, name)), "there is more than one server name"),
                Arguments.of("no list of protocols", record(hello(extension(16))), protocols),
                Arguments.of(
                        "bytes behind the protocols",
                        record(hello(extension(16, vector(2, vector(1, new byte[2])), new byte[1]))),
                        protocols),
                Arguments.of("empty list of protocols", record(hello(alpn())), protocols),
                Arguments.of("empty protocol", record(hello(alpn("h2", ""))), protocols),
                Arguments.of(
                        "two lists of protocols",
                        record(hello(alpn("h2"), alpn("h2"))),
                        "there is more than one list of protocols"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void malformed(String what, byte[] bytes, String reason) {
        assertThat(parse(bytes)).isEqualTo(new Invalid(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b\0.c", "a b", "a..b", ".a", "a.", "::1", "a/b", "é.fr", "a\r\nb"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThat(parse(record(hello(serverName(name))))).isEqualTo(new Invalid("the server name is no host name"));
    }

    /** Three labels of 63 with their dots are 192, one more of 63 makes 255. */
    @Test
    void aNameHas255BytesAtMost() {
        String longest = String.join(".", LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL);
        String longer = String.join(".", LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL, "a".repeat(62), "a");

        assertThat(longest).hasSize(255);
        assertThat(longer).hasSize(256);
        assertThat(parse(record(hello(serverName(longest))))).isEqualTo(new Done(longest, List.of()));
        for (String wrong : List.of(longer, LONGEST_LABEL + "a.b")) {
            assertThat(parse(record(hello(serverName(wrong)))))
                    .isEqualTo(new Invalid("the server name is no host name"));
        }
    }

    @Test
    void namesOfAnUnknownTypeAreSkipped() {
        byte[] unknown = join(new byte[] {7}, vector(2, new byte[] {1, 2, 3}));

        assertThat(parse(record(hello(extension(0, vector(2, unknown, hostName("a_b-1.c")))))))
                .isEqualTo(new Done("a_b-1.c", List.of()));
        assertThat(parse(record(hello(extension(0, vector(2, unknown)))))).isEqualTo(new Done(null, List.of()));
    }

    /** It is known from the length of the message, or when so many bytes have passed. */
    @Test
    void aHelloThatIsTooLongIsRefused() {
        byte[] message = hello(serverName("a.b"), extension(21, new byte[400]));
        byte[] one = record(message);
        byte[] many = records(message, 10);
        Invalid tooLong = new Invalid("the ClientHello does not end within " + (one.length - 1) + " bytes");

        assertThat(new ClientHelloParser(one.length).offer(ByteBuffer.wrap(one)))
                .isInstanceOf(Done.class);
        assertThat(new ClientHelloParser(one.length - 1).offer(ByteBuffer.wrap(one, 0, 9)))
                .isEqualTo(tooLong);
        assertThat(new ClientHelloParser(many.length).offer(ByteBuffer.wrap(many)))
                .isInstanceOf(Done.class);
        assertThat(new ClientHelloParser(one.length).offer(ByteBuffer.wrap(many, 0, one.length - 1)))
                .isEqualTo(new NeedMore());
        assertThat(new ClientHelloParser(one.length).offer(ByteBuffer.wrap(many, 0, one.length)))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> new ClientHelloParser(8)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ClientHelloResult parse(byte[] bytes) {
        return new ClientHelloParser(ClientHelloParser.DEFAULT_LIMIT).offer(ByteBuffer.wrap(bytes));
    }

    private static byte[] jdkHello(String version, String name, String... protocols)
            throws GeneralSecurityException, SSLException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(protocols);
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }
}

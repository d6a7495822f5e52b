package io.giliran.transport.tls;

import static io.giliran.transport.tls.HelloBytes.alpn;
import static io.giliran.transport.tls.HelloBytes.extension;
import static io.giliran.transport.tls.HelloBytes.hello;
import static io.giliran.transport.tls.HelloBytes.records;
import static io.giliran.transport.tls.HelloBytes.serverName;

import io.giliran.FuzzBytes;
import io.giliran.FuzzTarget;
import io.giliran.transport.tls.ClientHelloResult.Done;
import io.giliran.transport.tls.ClientHelloResult.Invalid;
import io.giliran.transport.tls.ClientHelloResult.NeedMore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * ClientHellos. Fragments give the same result as the whole, and so does a message in records of any length; buffers are
 * left as they are; a name is one that DNS may have, in lower case.
 */
public final class ClientHelloFuzz implements FuzzTarget {
    private static final int LIMIT = 2048;
    private static final Pattern NAME = Pattern.compile("(?=.{1,255}$)[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63})*");

    private static final List<byte[]> MESSAGES = List.of(
            hello(serverName("www.Example.org"), alpn("h2", "http/1.1")),
            hello(extension(0x2a2a), serverName("a.b"), extension(23), extension(43, new byte[] {2, 3, 4})),
            hello(extension(0xfe0d, new byte[100]), alpn("h3"), serverName("public.example")),
            hello(),
            HelloBytes.message(HelloBytes.body()));

    @Override
    public String name() {
        return "TLS ClientHello";
    }

    @Override
    public boolean tryOne(SplittableRandom random) {
        byte[] message = FuzzBytes.next(random, MESSAGES);
        int recordBytes = random.nextInt(3) == 0 ? 1 + random.nextInt(50) : Math.max(1, message.length);
        byte[] records = records(message, recordBytes);
        ClientHelloResult result = read(random, records);
        // As long as there is room for all the heads, they change nothing.
        if (records.length < LIMIT) {
            ClientHelloResult asOne = read(random, records(message, Math.max(1, message.length)));
            check(asOne.equals(result), records, "in one record it is " + asOne + ", but here " + result);
        }
        // And faults outside the message, too.
        boolean accepted =
                read(random, FuzzBytes.next(random, List.of(records, new byte[] {22, 3, 1, 0, 1}))) instanceof Done;
        return result instanceof Done || accepted;
    }

    private static ClientHelloResult read(SplittableRandom random, byte[] bytes) {
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        ClientHelloResult result = new ClientHelloParser(LIMIT).offer(whole);
        check(whole.position() == 0 && whole.limit() == bytes.length, bytes, "the buffer was changed");
        ClientHelloParser parser = new ClientHelloParser(LIMIT);
        ClientHelloResult[] last = {new NeedMore()};
        FuzzBytes.inFragments(random, bytes, fragment -> {
            last[0] = parser.offer(fragment);
            return last[0] instanceof NeedMore;
        });
        check(last[0].equals(result), bytes, "in fragments it is " + last[0] + ", as a whole " + result);
        check(!(result instanceof NeedMore) || bytes.length < LIMIT, bytes, "more is needed in spite of the limit");
        if (result instanceof Done done) {
            String name = done.serverName();
            check(name == null || NAME.matcher(name).matches(), bytes, "the name " + name + " is none");
            check(!done.alpn().contains(""), bytes, "a protocol is empty");
        }
        check(!(result instanceof Invalid invalid) || !invalid.reason().isEmpty(), bytes, "there is no reason");
        return result;
    }

    private static void check(boolean holds, byte[] input, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "; the input is " + Arrays.toString(input));
        }
    }
}

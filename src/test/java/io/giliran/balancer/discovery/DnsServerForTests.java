package io.giliran.balancer.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.giliran.settings.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback, over UDP: A, AAAA and SRV. Names that it has never heard of do not exist. */
public final class DnsServerForTests implements AutoCloseable {
    private static final Map<Integer, String> TYPES = Map.of(1, "A", 28, "AAAA", 33, "SRV");
    private static final int NO_ERROR = 0;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, List<String>> records = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread thread = new Thread(this::serve, "dns");
    private volatile boolean failing;
    private volatile boolean silent;
    private volatile String failingFor = "";
    private volatile String silentFor = "";

    public DnsServerForTests() throws IOException {
        thread.start();
    }

    public HostPort address() {
        return new HostPort(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
    }

    /** Replaces the records of a name: {@code A 127.0.0.1}, {@code AAAA ::1}, {@code SRV 1 5 8080 web.example}. */
    public void put(String name, String... written) {
        records.put(name, List.of(written));
    }

    void forget(String name) {
        records.remove(name);
    }

    /** Answers SERVFAIL. */
    public void fail(boolean on) {
        failing = on;
    }

    /** Answers SERVFAIL to this one question, for example {@code AAAA web.example}; empty for none. */
    void failFor(String question) {
        failingFor = question;
    }

    /** Does not answer this one question. */
    void beSilentFor(String question) {
        silentFor = question;
    }

    /** Does not answer. */
    void beSilent(boolean on) {
        silent = on;
    }

    /** How many questions have come. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        while (true) {
            try {
                socket.receive(packet);
                asked.incrementAndGet();
                byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                if (!silent && answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private byte[] answer(ByteBuffer question) throws IOException {
        short id = question.getShort();
        question.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
        }
        int type = question.getShort();
        String asks = TYPES.getOrDefault(type, "none") + " " + name;
        if (asks.equals(silentFor)) {
            return new byte[0];
        }
        boolean fails = failing || asks.equals(failingFor);
        List<String> known = records.get(name.toString());
        List<String> matching = known == null || fails
                ? List.of()
                : known.stream()
                        .filter(record -> record.startsWith(TYPES.getOrDefault(type, "none") + " "))
                        .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        out.writeShort(0x8580 | (fails ? SERVER_FAILURE : known == null ? NO_SUCH_NAME : NO_ERROR));
        out.writeShort(1);
        out.writeShort(matching.size());
        out.writeInt(0);
        writeName(out, name.toString());
        out.writeShort(type);
        out.writeShort(1);
        for (String record : matching) {
            writeName(out, name.toString());
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(0);
            byte[] data = data(record.split(" "));
            out.writeShort(data.length);
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] data(String[] record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        if (record[0].equals("SRV")) {
            for (int i = 1; i <= 3; i++) {
                out.writeShort(Integer.parseInt(record[i]));
            }
            writeName(out, record[4]);
        } else {
            out.write(InetAddress.getByName(record[1]).getAddress());
        }
        return bytes.toByteArray();
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        if (!name.equals(".")) {
            for (String label : name.split("\\.")) {
                out.writeByte(label.length());
                out.write(label.getBytes(US_ASCII));
            }
        }
        out.writeByte(0);
    }
}

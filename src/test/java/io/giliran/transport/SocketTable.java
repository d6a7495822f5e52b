package io.giliran.transport;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** State of sockets as Linux reports it. */
public final class SocketTable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private SocketTable() {}

    /** Whether there is such a table here. */
    public static boolean isReadable() {
        return Files.isDirectory(DESCRIPTORS) && TABLES.stream().anyMatch(Files::isReadable);
    }

    /** How many descriptors of this process are sockets. Files that class loaders open meanwhile do not count. */
    public static int openHere() throws IOException {
        int sockets = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (isSocket(descriptor)) {
                    sockets++;
                }
            }
        }
        return sockets;
    }

    /** Waits until as many are open. */
    public static void awaitOpenHere(int sockets) throws Exception {
        Await.equal("open sockets of this process", sockets, SocketTable::openHere);
    }

    private static boolean isSocket(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        }
    }

    /** Bytes that the kernel holds of the connection on a port that has only one: sent and not yet read, both ways. */
    static long bytesHeldOf(int ofPort) throws IOException {
        long bytes = 0;
        for (Path table : TABLES) {
            List<String> lines = Files.exists(table) ? Files.readAllLines(table) : List.of();
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] columns = line.strip().split("\\s+");
                if (port(columns[1]) == ofPort || port(columns[2]) == ofPort) {
                    String[] queues = columns[4].split(":");
                    bytes += Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16);
                }
            }
        }
        return bytes;
    }

    /**
     * Whether the keep-alive timer of an established connection runs: 02 in the column of timers, of which nothing is
     * known while bytes are under way.
     */
    static boolean isKeptAlive(int ofPort, int remotePort) throws IOException {
        for (Path table : TABLES) {
            List<String> lines = Files.exists(table) ? Files.readAllLines(table) : List.of();
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                String[] columns = line.strip().split("\\s+");
                if (port(columns[1]) == ofPort && port(columns[2]) == remotePort) {
                    return columns[5].startsWith("02:");
                }
            }
        }
        throw new IllegalStateException("no connection from port " + ofPort + " to port " + remotePort);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }
}

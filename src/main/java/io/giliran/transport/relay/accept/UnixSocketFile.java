package io.giliran.transport.relay.accept;

import io.giliran.settings.UnixPath;
import io.giliran.transport.ConnectFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening Unix socket and its file. The socket is bound beside its place and moved there once it has its mode, as HAProxy
 * does, so that only permitted users can connect; and of several processes that begin at once only one gets the place. What
 * lies in its place is replaced if it is a socket at which nobody listens any more, and nothing else.
 */
public final class UnixSocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSocketFile.class);
    private static final String BESIDE = ".new";
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final ServerSocketChannel channel;
    private final @Nullable Object fileKey;

    private UnixSocketFile(Path path, ServerSocketChannel channel, @Nullable Object fileKey) {
        this.path = path;
        this.channel = channel;
        this.fileKey = fileKey;
    }

    /**
     * Binds it.
     *
     * @throws IOException when that cannot be; its message is for the user
     */
    public static UnixSocketFile open(Path path, Set<PosixFilePermission> mode, int backlog) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + BESIDE);
        if (UnixPath.bytes(beside) > UnixPath.MOST_BYTES) {
            throw new IOException("the path has more than the " + (UnixPath.MOST_BYTES - BESIDE.length())
                    + " bytes that a listener may have; choose a shorter one");
        }
        makeRoom(beside);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean placed = false;
        boolean bound = false;
        try {
            channel.configureBlocking(false);
            channel.bind(UnixDomainSocketAddress.of(beside), backlog);
            bound = true;
            Object fileKey = fileKey(beside);
            Files.setPosixFilePermissions(beside, mode);
            makeRoom(path);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            if (!Objects.equals(fileKey, fileKey(path))) {
                throw inUse();
            }
            placed = true;
            return new UnixSocketFile(path, channel, fileKey);
        } catch (NoSuchFileException takenAway) {
            // Another one has begun in the same moment.
            throw inUse();
        } catch (FileSystemException failure) {
            throw new IOException(reason(failure), failure);
        } finally {
            if (!placed) {
                channel.close();
                if (bound) {
                    Files.deleteIfExists(beside);
                }
            }
        }
    }

    public ServerSocketChannel channel() {
        return channel;
    }

    /** Takes the file away, unless another has taken its place; then nobody can connect any more. */
    public void remove() {
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(fileKey, fileKey(path))) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            LOG.warn("{} is left behind: {}", path, reason(failure));
        }
    }

    private static @Nullable Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Removes a socket at which nobody listens; anything else is somebody's. */
    private static void makeRoom(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE) != SOCKET) {
            throw new IOException((Files.isDirectory(path) ? "it is a directory" : "there is a file that is no socket")
                    + "; choose another path");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Blocking, it would wait for room in the queue.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            try {
                Files.deleteIfExists(path);
            } catch (FileSystemException failure) {
                throw new IOException(reason(failure), failure);
            }
            return;
        } catch (IOException failure) {
            if (!ConnectFailure.isQueueFull(failure)) {
                throw failure;
            }
        }
        throw inUse();
    }

    private static BindException inUse() {
        return new BindException("Address already in use");
    }

    /** The message of an exception of files is their name alone, most often. */
    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return reason == null ? failure.toString() : reason;
    }
}

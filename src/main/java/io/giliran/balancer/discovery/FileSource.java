package io.giliran.balancer.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.giliran.balancer.model.BackendAddress;
import io.giliran.balancer.model.Destination;
import io.giliran.balancer.model.PlaneNeeds;
import io.giliran.settings.FileBeingRead;
import io.giliran.transport.planes.PlaneKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file with one backend a line, as {@code --backend} takes it; {@code #} begins a comment. The file is read at each look, so
 * it does not matter how it is replaced. After its first reading a change counts when two looks have seen the same bytes:
 * whoever writes the file in place is given the time to finish. A last line without a line feed is cut off, and a file with one
 * is refused, whatever is in the line.
 */
final class FileSource implements DiscoverySource {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;
    /** Editors of Windows put it in front. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    private final Path path;
    private final Duration poll;
    private final boolean acceptEmpty;
    private final boolean routesByName;
    private final PlaneKind plane;
    private byte @Nullable [] judged;
    private byte @Nullable [] seen;

    /**
     * @param routesByName whether backends may have server names
     * @param plane has to serve clients by the backends
     */
    FileSource(Path path, Duration poll, boolean acceptEmpty, boolean routesByName, PlaneKind plane) {
        this.path = path;
        this.poll = poll;
        this.acceptEmpty = acceptEmpty;
        this.routesByName = routesByName;
        this.plane = plane;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public Duration interval() {
        return poll;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public synchronized Finding look() {
        byte[] read;
        try {
            if (!Files.isRegularFile(path)) {
                return forget(Files.exists(path) ? "it is not a regular file" : "there is no such file");
            }
            FileBeingRead.note(path);
            try (InputStream file = Files.newInputStream(path)) {
                read = file.readNBytes(MOST_BYTES + 1);
            }
            if (read.length > MOST_BYTES) {
                return forget("it has more than " + MOST_BYTES + " bytes");
            }
        } catch (IOException unreadable) {
            return forget("it cannot be read: " + unreadable.getMessage());
        }
        if (Arrays.equals(read, judged)) {
            seen = read;
            return Unchanged.INSTANCE;
        }
        boolean isSettled = seen == null || Arrays.equals(read, seen);
        seen = read;
        if (!isSettled) {
            return Unchanged.INSTANCE;
        }
        judged = read;
        return judge(read);
    }

    /** Forgets the file, so that it is read again when it is back, even if nothing in it has changed. */
    private Failed forget(String reason) {
        judged = null;
        return new Failed(reason);
    }

    private Finding judge(byte[] read) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
        } catch (CharacterCodingException another) {
            return new Failed("it is not UTF-8");
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(BYTE_ORDER_MARK.length());
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            return new Failed(
                    "line " + text.lines().count() + ", its last, has no line feed at its end, so the file may be"
                            + " cut off; end each line with one, and better write another file and rename it to this one");
        }
        List<Destination> backends = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String written = COMMENT.matcher(line).replaceFirst("").strip();
            if (written.isEmpty()) {
                continue;
            }
            try {
                BackendAddress address = BackendAddress.parse(written);
                if (!names.add(address.name())) {
                    return new Failed("line " + number + ": " + address.name() + " stands there twice");
                }
                if (!address.serverNames().isEmpty() && !routesByName) {
                    return new Failed("line " + number + ": " + written
                            + " has sni, which counts only with giliran.balancer.sni.routing = on");
                }
                Destination backend = address.destination(0, address.endpoint().resolve());
                Optional<String> refusal = PlaneNeeds.refusal(plane, backend);
                if (refusal.isPresent()) {
                    return new Failed("line " + number + ": " + refusal.get());
                }
                backends.add(backend);
            } catch (IllegalArgumentException wrong) {
                return new Failed("line " + number + ": " + written + " " + wrong.getMessage());
            } catch (UnknownHostException unknown) {
                judged = null;
                return new Failed("line " + number + ": the host of " + written + " does not resolve");
            }
        }
        return backends.isEmpty() && !acceptEmpty
                ? new Failed("it names no backend, and discovery.accept-empty is off")
                : new Found(backends);
    }
}

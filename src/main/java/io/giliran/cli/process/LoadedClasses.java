package io.giliran.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the program's classes before they are needed, where loading one takes a descriptor. A class that lies in a
 * directory has a file of its own; when descriptors have run out it cannot be opened, and the JVM remembers that failure
 * for ever: what has to handle the shortage stays broken after it. From a jar, which is open, a class needs none.
 */
final class LoadedClasses {
    private static final String SUFFIX = ".class";

    private LoadedClasses() {}

    /** Loads all classes below the package of {@code Main}'s parent, unless they come from a jar. */
    static void fromDirectory() {
        Path classes = directory();
        if (classes == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(classes.resolve("io/giliran"))) {
            List<String> names = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
                    .toList();
            for (String name : names) {
                Class.forName(name, false, LoadedClasses.class.getClassLoader());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ClassNotFoundException impossible) { // its file has just been listed
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable Path directory() {
        CodeSource source = LoadedClasses.class.getProtectionDomain().getCodeSource();
        try {
            Path path = source == null ? null : Path.of(source.getLocation().toURI());
            return path != null && Files.isDirectory(path) ? path : null;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

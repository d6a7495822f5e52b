package io.giliran.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Includes files as the library does, refuses what is no regular file, and notes which, for the message when one of them hangs. */
record NotedIncludes(@Nullable ConfigIncluder library) implements ConfigIncluder, ConfigIncluderFile {
    /** The library tries these behind a name without one of them. */
    private static final List<String> SUFFIXES = List.of("", ".conf", ".json", ".properties");

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new NotedIncludes(library == null ? fallback : library.withFallback(fallback));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        FileBeingRead.note(what);
        for (String suffix : SUFFIXES) {
            ConfigParseable meant = context.relativeTo(what + suffix);
            String file = meant == null ? null : meant.origin().filename();
            if (file == null) {
                KnownFiles.noteMissing(what + suffix);
            } else {
                note(Path.of(file));
            }
        }
        return required(what, () -> given().include(context, what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        note(what.toPath());
        // Absolute, so that what this file includes is relative to it.
        File absolute = what.getAbsoluteFile();
        return required(
                absolute.getPath(),
                () -> given() instanceof ConfigIncluderFile files
                        ? files.includeFile(context, absolute)
                        : given().include(context, absolute.getPath()));
    }

    /** Includes, and says in one line that what is required is not there; what is not required may be missing. */
    private static ConfigObject required(String what, Supplier<ConfigObject> include) {
        try {
            return include.get();
        } catch (ConfigException.IO missing) {
            throw new SettingsException(
                    "include required(\"" + what + "\") cannot be read; valid is a file that is there, relative"
                            + " to the file that includes it: " + missing.getMessage());
        }
    }

    /**
     * Notes a file that is about to be opened.
     *
     * @throws SettingsException when it is there and cannot be read as a file
     */
    static void note(Path file) {
        KnownFiles.note(file);
        String unfit = FileBeingRead.noteUnlessUnfit(file);
        if (!unfit.isEmpty()) {
            throw new SettingsException(file + " " + unfit + "; valid is a file of settings");
        }
    }

    private ConfigIncluder given() {
        if (library == null) {
            throw new IllegalStateException("the library has given no includer of its own");
        }
        return library;
    }
}

package io.giliran.cli;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import io.giliran.settings.FileBeingRead;
import io.giliran.settings.SettingsException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
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
            if (file != null) {
                note(Path.of(file));
            }
        }
        return given().include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        note(what.toPath());
        return given() instanceof ConfigIncluderFile files
                ? files.includeFile(context, what)
                : given().include(context, what.getPath());
    }

    /**
     * Notes a file that is about to be opened.
     *
     * @throws SettingsException when it is there and cannot be read as a file
     */
    static void note(Path file) {
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

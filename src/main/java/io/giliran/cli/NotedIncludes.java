package io.giliran.cli;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import io.giliran.settings.FileBeingRead;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** Includes files as the library does, and notes which, for the message when one of them hangs. */
record NotedIncludes(@Nullable ConfigIncluder library) implements ConfigIncluder, ConfigIncluderFile {

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return new NotedIncludes(library == null ? fallback : library.withFallback(fallback));
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        FileBeingRead.note(what);
        return given().include(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        FileBeingRead.note(what);
        return given() instanceof ConfigIncluderFile files
                ? files.includeFile(context, what)
                : given().include(context, what.getPath());
    }

    private ConfigIncluder given() {
        if (library == null) {
            throw new IllegalStateException("the library has given no includer of its own");
        }
        return library;
    }
}

package io.giliran.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import java.io.File;
import java.nio.file.Path;

/**
 * A file of settings in HOCON. {@code include "more.conf"} is relative to the file that includes; {@code include required(…)}
 * must be there; substitutions are left for the caller to resolve.
 */
public final class HoconFile {
    private HoconFile() {}

    /**
     * Parses a file that is there.
     *
     * @throws SettingsException when it, or what it includes, is no regular file, or a required include is not there
     * @throws com.typesafe.config.ConfigException when one of them is not HOCON
     */
    public static Config parse(Path file) {
        NotedIncludes.note(file);
        // The library resolves an include against the parent of the path as it is written, and "application.conf" has
        // none.
        File absolute = file.toAbsolutePath().toFile();
        return ConfigFactory.parseFile(absolute, ConfigParseOptions.defaults().setIncluder(new NotedIncludes(null)));
    }

    /**
     * Parses a file whose keys stand at its top, and resolves it over the defaults. A name at the top that is not a key, as in
     * {@code base = 80} and {@code load.rate = ${base}}, is a definition when a substitution needs it; it is not among the keys
     * that are returned. Any other name stays, to be refused by {@link UnknownKeys}.
     *
     * @throws SettingsException as {@link #parse}
     * @throws ConfigException when a file is not HOCON, or a substitution has no value
     */
    public static Config withDefaults(Path file, Config reference) {
        Config written = parse(file);
        Config whole = written.withFallback(reference).resolve();
        Config keys = whole;
        for (String name : whole.root().keySet()) {
            String path = ConfigUtil.quoteString(name);
            if (!reference.hasPathOrNull(path)
                    && isNeeded(written.withoutPath(path).withFallback(reference), whole, path)) {
                keys = keys.withoutPath(path);
            }
        }
        return keys;
    }

    /** Whether the other keys are different, or have no value, without the one at {@code path}. */
    private static boolean isNeeded(Config others, Config whole, String path) {
        try {
            return !others.resolve().equals(whole.withoutPath(path));
        } catch (ConfigException.UnresolvedSubstitution needed) {
            return true;
        }
    }
}

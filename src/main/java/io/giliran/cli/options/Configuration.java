package io.giliran.cli.options;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.giliran.admin.http.AdminSettings;
import io.giliran.cli.console.UnreadableFile;
import io.giliran.settings.HoconFile;
import io.giliran.settings.KnownFiles;
import io.giliran.settings.SettingsException;
import io.giliran.settings.UnknownKeys;
import io.giliran.supervision.TimedReads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The effective configuration: options before {@code -Dgiliran.…} before {@code application.conf} before the defaults.
 * The file is the one that {@code -Dconfig.file} names, or {@code application.conf} in the working directory, or else
 * the one that was packaged.
 */
public final class Configuration {
    private static final String ROOT = "giliran";
    private static final String FILE = "application.conf";
    private static final String FILE_PROPERTY = "config.file";
    private static final String HIDDEN = "hidden";

    /** A busy machine may take that long for it; akka.logger-startup-timeout bounds the next step of the start alike. */
    static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private Configuration() {}

    /** Loads as {@link #load} does, and throws a {@link SettingsException} when reading hangs. */
    public static Config loadInTime(Overrides overrides) {
        return inTime(() -> load(overrides));
    }

    /** Reads the configuration, or files that it names, and gives up with a {@link SettingsException} when that hangs. */
    public static <T> T inTime(Supplier<T> reading) {
        return inTime(reading, READ_WITHIN);
    }

    public static <T> T inTime(Supplier<T> reading, Duration within) {
        try {
            return new TimedReads("the configuration", 1)
                    .read(reading, within)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof TimedReads.Hangs hangs) {
                throw new SettingsException(String.valueOf(hangs.getMessage()));
            } else if (cause instanceof RuntimeException unusable) {
                throw unusable;
            } else if (cause instanceof Error error) {
                throw error;
            }
            throw failure;
        }
    }

    /**
     * Loads and checks that every key under {@code giliran} exists.
     *
     * @throws SettingsException when a file cannot be read or a key is unknown; the message is one line for the user
     */
    public static Config load(Overrides overrides) {
        try {
            Config files = userFile().withFallback(ConfigFactory.parseResourcesAnySyntax("application"));
            Config properties = ConfigFactory.systemProperties();
            // Not ConfigFactory.defaultReference(): that has the system properties in it, also those that are no keys.
            Config reference = ConfigFactory.parseResources("reference.conf");
            // The files by themselves too: what is wrong there must not hide behind an option.
            UnknownKeys.check(
                    files.withFallback(properties).withFallback(reference).resolve(), reference, ROOT);
            Config whole = overrides
                    .config()
                    .withFallback(properties)
                    .withFallback(files)
                    .withFallback(reference)
                    .resolve();
            UnknownKeys.check(whole, reference, ROOT);
            return whole;
        } catch (ConfigException unreadable) {
            throw new SettingsException(UnreadableFile.reason(unreadable));
        }
    }

    /** Renders the configuration of a run as HOCON, without the API's tokens. */
    public static String render(Config config) {
        Config shown = config;
        if (!config.getString(AdminSettings.TOKEN_PATH).isEmpty()) {
            shown = shown.withValue(AdminSettings.TOKEN_PATH, ConfigValueFactory.fromAnyRef(HIDDEN));
        }
        if (!config.getStringList(AdminSettings.TOKENS_PATH).isEmpty()) {
            shown = shown.withValue(AdminSettings.TOKENS_PATH, ConfigValueFactory.fromIterable(List.of(HIDDEN)));
        }
        return shown.root()
                .withOnlyKey(ROOT)
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    private static Config userFile() {
        String named = System.getProperty(FILE_PROPERTY);
        Path file = Path.of(named == null ? FILE : named).toAbsolutePath();
        if (named != null && !Files.isRegularFile(file)) {
            throw new SettingsException(
                    "-D" + FILE_PROPERTY + "=" + named + " is not a file that can be read; tried " + file);
        }
        KnownFiles.note(file);
        return Files.exists(file) ? HoconFile.parse(file) : ConfigFactory.empty();
    }
}

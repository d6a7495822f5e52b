package io.giliran.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Reads one subtree of the configuration into typed values. A value that cannot be used ends in a
 * {@link SettingsException} that names where it stands, its path, the value, and what is valid.
 */
public final class SettingsReader {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

    private static final Pattern SIZE = Pattern.compile("\\d{1,40}(\\.\\d{1,40})?\\s*(|(?![dDfF]$)[A-Za-z]+)");

    private final Config root;
    private final String prefix;

    private SettingsReader(Config root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** A reader of the subtree at {@code path}, for example {@code giliran.balancer}. */
    public static SettingsReader at(Config root, String path) {
        return new SettingsReader(root, path);
    }

    public SettingsReader at(String key) {
        return new SettingsReader(root, path(key));
    }

    public String string(String key) {
        return read(key, "a text", () -> root.getString(path(key)));
    }

    public boolean onOff(String key) {
        return read(key, "on or off", () -> root.getBoolean(path(key)));
    }

    public int integer(String key, int least, int most) {
        String valid = "a whole number from " + least + " to " + most;
        long value = read(key, valid, () -> wholeNumber(key));
        if (value < least || value > most) {
            throw invalid(key, valid);
        }
        return (int) value;
    }

    public long longInteger(String key) {
        return read(key, "a whole number", () -> wholeNumber(key));
    }

    /** A number, with or without a fraction. */
    public double number(String key, double least, double most) {
        String valid = "a number from " + plain(least) + " to " + plain(most);
        double value = read(key, valid, () -> decimal(key).doubleValue());
        if (!(value >= least && value <= most)) {
            throw invalid(key, valid);
        }
        return value;
    }

    /** A duration from {@code least} to {@link DurationGrammar#MOST_DAYS}; it has a unit. */
    public Duration duration(String key, Duration least) {
        return duration(key, least, Duration.ofDays(DurationGrammar.MOST_DAYS), DurationGrammar.MOST_DAYS + "d");
    }

    /** A duration from {@code least} to so many hours. */
    public Duration duration(String key, Duration least, int mostHours) {
        return duration(key, least, Duration.ofHours(mostHours), mostHours + "h");
    }

    private Duration duration(String key, Duration least, Duration most, String mostText) {
        String above = least.isZero()
                ? ""
                : (least.toMillis() == 0 ? " above 0" : " of at least " + least.toMillis() + "ms") + " and";
        String valid = "a duration" + above + " of at most " + mostText + ", for example 500ms, 5s or 2m";
        String text = read(key, valid, () -> root.getString(path(key)));
        try {
            Duration value = Duration.ofNanos(DurationGrammar.parseNanos(text, most.toNanos()));
            if (value.compareTo(least) >= 0) {
                return value;
            }
        } catch (IllegalArgumentException unusable) {
            throw new SettingsException(
                    place(key) + path(key) + " = " + shown(key) + " " + unusable.getMessage() + "; valid is " + valid);
        }
        throw invalid(key, valid);
    }

    /** A duration that is at least {@code least}, or {@code off} for zero. */
    public Duration offOrDuration(String key, Duration least) {
        return isOff(key) ? Duration.ZERO : duration(key, least);
    }

    /** A size in bytes from {@code least} to {@code most}. */
    public int bytes(String key, int least, int most) {
        String valid = "a size from " + least + " B to " + most + " B, for example 32B, 1KiB or 16KiB";
        // The check before it: HOCON's own reading takes 5d and NaN for numbers, as Java does.
        if (!read(key, valid, () -> SIZE.matcher(root.getString(path(key))).matches())) {
            throw invalid(key, valid);
        }
        long value = read(key, valid, () -> root.getBytes(path(key)));
        if (value < least || value > most) {
            throw invalid(key, valid);
        }
        return (int) value;
    }

    /** Whether the key holds the word {@code off} (or HOCON's false), which switches an optional value off. */
    public boolean isOff(String key) {
        return read(key, "off or a value", () -> {
            Object value = root.getValue(path(key)).unwrapped();
            return "off".equals(value) || Boolean.FALSE.equals(value);
        });
    }

    /**
     * A value with a grammar of its own.
     *
     * @param parse throws {@link IllegalArgumentException} whose message continues "VALUE …" with what is valid
     */
    public <T> T parsed(String key, Function<String, T> parse) {
        String text = string(key);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException unusable) {
            throw new SettingsException(place(key) + path(key) + " = " + shown(key) + " " + unusable.getMessage());
        }
    }

    /** A list of values with a grammar of their own; also accepts one text, separated by blanks. */
    public <T> List<T> parsedList(String key, Function<String, T> parse) {
        List<String> texts = read(key, "a list, for example [ one, two ]", () -> root.getStringList(path(key)));
        List<T> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            try {
                values.add(parse.apply(text));
            } catch (IllegalArgumentException unusable) {
                throw new SettingsException(place(key) + path(key) + ": " + text + " " + unusable.getMessage());
            }
        }
        return List.copyOf(values);
    }

    /**
     * A reader for each of a list of groups.
     *
     * @param keys those that each group has, all of them
     */
    public List<SettingsReader> objects(String key, List<String> keys) {
        String valid = "a list of groups with the keys " + String.join(", ", keys);
        List<? extends Config> groups = read(key, valid, () -> root.getConfigList(path(key)));
        List<SettingsReader> readers = new ArrayList<>();
        for (Config group : groups) {
            if (!group.root().keySet().equals(Set.copyOf(keys))) {
                throw invalid(key, valid);
            }
            readers.add(new SettingsReader(group.atPath(path(key)), path(key)));
        }
        return List.copyOf(readers);
    }

    /** An address that must resolve now. */
    public InetSocketAddress address(String key) {
        HostPort hostPort = parsed(key, HostPort::parse);
        return resolve(key, hostPort);
    }

    /** An address of TCP, which must resolve now, or of a Unix socket. */
    public SocketAddress endpoint(String key) {
        return resolve(key, parsed(key, Endpoint::parse));
    }

    /** Looks a host up; a name that does not resolve is the user's error at {@code key}. */
    public InetSocketAddress resolve(String key, HostPort hostPort) {
        try {
            return hostPort.resolve();
        } catch (UnknownHostException unknown) {
            throw unresolved(key, unknown);
        }
    }

    /** The same of either kind of address. */
    public SocketAddress resolve(String key, Endpoint endpoint) {
        try {
            return endpoint.resolve();
        } catch (UnknownHostException unknown) {
            throw unresolved(key, unknown);
        }
    }

    private SettingsException unresolved(String key, UnknownHostException unknown) {
        return new SettingsException(place(key) + path(key) + ": " + unknown.getMessage());
    }

    /** Reads one of the given words. */
    public String oneOf(String key, List<String> words) {
        String text = string(key);
        if (!words.contains(text)) {
            throw invalid(key, "one of " + String.join(", ", words) + NearestWord.question(text, words));
        }
        return text;
    }

    /** The error for a value that was read but cannot be used. */
    public SettingsException invalid(String key, String valid) {
        return new SettingsException(place(key) + path(key) + " = " + shown(key) + " is not valid; valid is " + valid);
    }

    /**
     * The error for a value that is valid, but that something else does not support.
     *
     * @param why continues "VALUE …"
     */
    public SettingsException unsupported(String key, String why) {
        return new SettingsException(place(key) + path(key) + " = " + shown(key) + " " + why);
    }

    /**
     * The error for a value that leads to something that cannot be used, as a file.
     *
     * @param what is wrong, and what would be valid
     */
    public SettingsException wrong(String key, String what) {
        return new SettingsException(place(key) + path(key) + ": " + what);
    }

    /** Unlike {@link Config#getLong}, neither cuts off a fraction nor takes the nearest long there is. */
    private long wholeNumber(String key) {
        try {
            return decimal(key).longValueExact();
        } catch (ArithmeticException another) {
            throw new ConfigException.BadValue(path(key), "not a whole number", another);
        }
    }

    /** A number as JSON has it. HOCON's own reading takes a text such as 5d, 0x1p3 or NaN too, as Java does. */
    private BigDecimal decimal(String key) {
        String text = root.getString(path(key));
        if (!NUMBER.matcher(text).matches()) {
            throw new ConfigException.BadValue(path(key), "not a number");
        }
        return new BigDecimal(text);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private <T> T read(String key, String valid, Supplier<T> read) {
        try {
            return read.get();
        } catch (ConfigException.Missing missing) {
            throw new SettingsException(placeOfNull(key) + path(key) + " is missing; valid is " + valid);
        } catch (ConfigException unusable) {
            throw invalid(key, valid);
        }
    }

    private String path(String key) {
        return prefix + "." + key;
    }

    private String shown(String key) {
        ConfigValue value = root.getValue(path(key));
        String text = String.valueOf(value.unwrapped());
        return text.isEmpty() ? "\"\"" : text;
    }

    /** Returns the location of a null in the configuration; empty when no value is written. */
    private String placeOfNull(String key) {
        ConfigValue written = root.hasPath(prefix) ? root.getObject(prefix).get(key) : null;
        return written == null ? "" : ConfigOrigins.place(written.origin());
    }

    private String place(String key) {
        return ConfigOrigins.place(root.getValue(path(key)).origin());
    }
}

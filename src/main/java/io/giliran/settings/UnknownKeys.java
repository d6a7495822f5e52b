package io.giliran.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Refuses keys that the reference configuration does not have: a misspelt key must not be silently ignored. */
public final class UnknownKeys {
    private UnknownKeys() {}

    /**
     * Compares the subtree at {@code path} with the reference.
     *
     * @throws SettingsException naming the first unknown key, where it stands, and the valid keys beside it
     */
    public static void check(Config config, Config reference, String path) {
        if (config.hasPath(path)) {
            ConfigValue value = config.getValue(path);
            ConfigObject known = reference.getObject(path);
            if (value.valueType() != ConfigValueType.OBJECT) {
                throw notAGroup(value, path, known);
            }
            walk((ConfigObject) value, known, path);
        }
    }

    private static void walk(ConfigObject actual, ConfigObject known, String path) {
        for (Map.Entry<String, ConfigValue> entry : actual.entrySet()) {
            String keyPath = path + "." + entry.getKey();
            ConfigValue value = entry.getValue();
            ConfigValue reference = known.get(entry.getKey());
            if (reference == null) {
                throw new SettingsException(ConfigOrigins.place(value.origin()) + keyPath
                        + " is not a key; valid here: " + String.join(", ", sorted(known.keySet()))
                        + NearestWord.question(entry.getKey(), known.keySet()));
            }
            if (reference instanceof ConfigObject group) {
                if (value.valueType() != ConfigValueType.OBJECT) {
                    throw notAGroup(value, keyPath, group);
                }
                walk((ConfigObject) value, group, keyPath);
            }
        }
    }

    private static SettingsException notAGroup(ConfigValue value, String path, ConfigObject group) {
        return new SettingsException(ConfigOrigins.place(value.origin()) + path + " = " + value.unwrapped()
                + " is not valid; it is a group { … } with the keys " + String.join(", ", sorted(group.keySet())));
    }

    private static Set<String> sorted(Set<String> keys) {
        return new TreeSet<>(keys);
    }
}

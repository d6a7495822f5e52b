package io.giliran.balancer;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Text of all fields that an object of ours and those below it hold, one for each path: a test that compares two dumps can
 * forget none.
 */
public final class StateDump {
    private final Map<String, String> found = new TreeMap<>();
    private final Map<Object, String> seen = new IdentityHashMap<>();
    private final Predicate<Class<?>> skipped;

    private StateDump(Predicate<Class<?>> skipped) {
        this.skipped = skipped;
    }

    /** @param skipped the classes whose objects are left out */
    public static Map<String, String> of(Object root, Predicate<Class<?>> skipped) {
        StateDump dump = new StateDump(skipped);
        try {
            dump.add("", root);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
        return dump.found;
    }

    private void add(String path, Object value) throws IllegalAccessException {
        if (value == null) {
            found.put(path, "null");
            return;
        }
        Class<?> type = value.getClass();
        if (type.isHidden() || type.isSynthetic() || skipped.test(type)) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            int at = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                add(path + "[" + entry.getKey() + "]", entry.getValue());
                found.put(path + "#" + at++, String.valueOf(entry.getKey()));
            }
            found.put(path + ".size", Integer.toString(map.size()));
        } else if (value instanceof Collection<?> all) {
            int at = 0;
            for (Object each : all) {
                add(path + "[" + at++ + "]", each);
            }
            found.put(path + ".size", Integer.toString(all.size()));
        } else if (type.isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                add(path + "[" + i + "]", Array.get(value, i));
            }
        } else if (type.isEnum() || !type.getName().startsWith("io.giliran") || value instanceof Duration) {
            found.put(path, String.valueOf(value));
        } else if (seen.putIfAbsent(value, path) == null) {
            for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                        field.setAccessible(true);
                        add(path + "." + field.getName(), field.get(value));
                    }
                }
            }
        }
    }
}

package io.giliran.cli.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A handler of one signal, by the JDK's only way: a class that javac warns of, unconditionally, and which is therefore called by
 * name. Where the signal does not exist (Windows) or belongs to somebody else ({@code -Xrs}), installing does nothing.
 */
final class SignalHandler {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private SignalHandler() {}

    /**
     * Runs the task, in a thread of its own, at each such signal from now on.
     *
     * @param name without SIG
     * @return puts back what was there before
     */
    static Runnable install(String name, Runnable task) {
        try {
            Class<?> handler = Class.forName(HANDLER);
            Object previous = handle(name, proxy(handler, task));
            return () -> putBack(name, previous);
        } catch (ReflectiveOperationException anotherJdk) {
            // Without the module jdk.unsupported: then the signal does what it does to any other JVM.
            return () -> {};
        }
    }

    private static void putBack(String name, @Nullable Object previous) {
        try {
            if (previous != null) {
                handle(name, previous);
            }
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable Object handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        try {
            return signal.getMethod("handle", signal, Class.forName(HANDLER))
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
        } catch (InvocationTargetException unknownHere) {
            if (unknownHere.getCause() instanceof IllegalArgumentException) {
                return null;
            }
            throw unknownHere;
        }
    }

    private static Object proxy(Class<?> handler, Runnable task) {
        return Proxy.newProxyInstance(
                SignalHandler.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    // The JDK keeps handlers in a map.
                    return switch (method.getName()) {
                        case "handle" -> {
                            task.run();
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> HANDLER;
                    };
                });
    }
}

package io.giliran.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signal that asks a server to read its configuration again, SIGHUP. The JDK's only way to it is a class that javac
 * warns of, unconditionally; so it is called by its name.
 */
final class HangUp {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private HangUp() {}

    /** Runs it at each such signal from now on. Where there is no such signal (Windows, {@code -Xrs}) this does nothing. */
    static void handle(Runnable reload) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            Object running = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reload.run();
                            return null;
                        }
                        return ofObject(proxy, method.getName(), arguments);
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), running);
        } catch (InvocationTargetException unknownHere) {
            if (!(unknownHere.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException(unknownHere);
            }
        } catch (ReflectiveOperationException anotherJdk) {
            // Without the module jdk.unsupported: then a hang-up ends the program, as it ends any other.
        }
    }

    /** The JDK keeps handlers in a map. */
    private static Object ofObject(Object proxy, String method, Object[] arguments) {
        return switch (method) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> HANDLER;
        };
    }
}

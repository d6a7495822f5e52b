package io.giliran.cli.process;

import akka.ConfigurationException;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.giliran.settings.SettingsException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Creates the actor system of this process; a failure is one line for the user. */
public final class NewSystem {
    private static final String NAME = "giliran";

    /** Akka's word for a logger that is late; it reports that as a wrong configuration too. */
    private static final String LATE = "[TIMEOUT]";

    private NewSystem() {}

    /** The actor system does not start, and the configuration is not to blame; the message is one line for the user. */
    public static final class NotStarted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotStarted(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Creates it.
     *
     * @throws SettingsException when Akka cannot be configured so
     * @throws NotStarted when anything else hinders it
     */
    static <T> ActorSystem<T> create(Behavior<T> guardian, Config config) {
        // Akka prints warnings and the stack trace of a logger's failure itself, before it throws.
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        HeldOutput heldOut = new HeldOutput(stdout);
        HeldOutput heldErr = new HeldOutput(stderr);
        System.setOut(new PrintStream(heldOut, true, Charset.defaultCharset()));
        System.setErr(new PrintStream(heldErr, true, Charset.defaultCharset()));
        try {
            ActorSystem<T> system = ActorSystem.create(guardian, NAME, config);
            heldOut.release();
            heldErr.release();
            return system;
        } catch (ConfigException unusable) {
            throw new SettingsException("Akka cannot use its configuration: " + unusable.getMessage());
        } catch (ConfigurationException failure) {
            String message = String.valueOf(failure.getMessage());
            if (message.contains(LATE)) {
                throw new NotStarted(
                        "the actor system does not start: a logger takes longer than akka.logger-startup-timeout, "
                                + config.getString("akka.logger-startup-timeout"),
                        failure);
            }
            throw new SettingsException("Akka cannot use its configuration: " + message);
        } catch (Throwable failure) { // whatever it is, an Error too
            if (failure instanceof ReflectiveOperationException) { // a class that a key names
                throw new SettingsException("Akka cannot use its configuration: " + failure);
            }
            throw new NotStarted("the actor system does not start: " + failure, failure);
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    /** Keeps what is written until it is released, and passes on what comes later: the guardian may be writing already. */
    private static final class HeldOutput extends OutputStream {
        private final PrintStream target;
        private @Nullable ByteArrayOutputStream held = new ByteArrayOutputStream();

        HeldOutput(PrintStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (held != null) {
                held.write(bytes, offset, length);
            } else {
                target.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            target.flush();
        }

        synchronized void release() {
            ByteArrayOutputStream before = held;
            held = null;
            if (before != null) {
                target.write(before.toByteArray(), 0, before.size());
                target.flush();
            }
        }
    }
}

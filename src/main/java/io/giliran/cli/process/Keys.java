package io.giliran.cli.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Single keys while a swarm runs on a terminal: more clients, fewer, or the end. */
final class Keys implements AutoCloseable {
    static final String HELP = "keys: + and - change the number of clients by a tenth, q ends the run";

    /** Action of a key. */
    enum Wish {
        MORE_CLIENTS,
        FEWER_CLIENTS,
        END
    }

    /** Terminal that delivers keys one by one, not line by line. */
    interface Terminal {
        /** Has keys come at once and unseen; false when there is nobody who could press one. */
        boolean enter();

        /** Makes it as it was; also when it was never entered. */
        void leave();
    }

    private final Terminal terminal;
    private final InputStream input;
    private final Consumer<Wish> told;
    private final Thread onShutdown;
    private boolean closed;

    private Keys(Terminal terminal, InputStream input, Consumer<Wish> told) {
        this.terminal = terminal;
        this.input = input;
        this.told = told;
        onShutdown = new Thread(terminal::leave, "keys-restore");
    }

    /** Listens until it is closed, if the terminal lets it. */
    static Keys listen(Terminal terminal, InputStream input, Consumer<Wish> told) {
        Keys keys = new Keys(terminal, input, told);
        if (terminal.enter()) {
            Runtime.getRuntime().addShutdownHook(keys.onShutdown);
            // A read of the terminal cannot be called off; the thread must not keep the process.
            Thread reader = new Thread(keys::read, "keys");
            reader.setDaemon(true);
            reader.start();
        } else {
            keys.closed = true;
        }
        return keys;
    }

    /** Whether it listens. */
    synchronized boolean areHeard() {
        return !closed;
    }

    /** Makes the terminal as it was; what is pressed from now on is nobody's. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        terminal.leave();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException shuttingDown) {
            // Then the terminal is restored twice, which is no harm.
        }
    }

    /** Returns the action of a key; w and s work as in Locust. */
    static Optional<Wish> wish(int key) {
        return switch (key) {
            case '+', 'w', 'W' -> Optional.of(Wish.MORE_CLIENTS);
            case '-', 's', 'S' -> Optional.of(Wish.FEWER_CLIENTS);
            case 'q', 'Q' -> Optional.of(Wish.END);
            default -> Optional.empty();
        };
    }

    private void read() {
        try {
            for (int key = input.read(); key >= 0 && areHeard(); key = input.read()) {
                wish(key).ifPresent(told);
            }
        } catch (IOException gone) {
            // Without a terminal there are no keys.
        }
    }
}

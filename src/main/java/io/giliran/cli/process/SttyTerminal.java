package io.giliran.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal at the standard input, by {@code stty}, which every Unix has. Java has no call for it. Where there is none, or
 * the process is in the background, there are no keys.
 */
final class SttyTerminal implements Keys.Terminal {
    private static final Path OWN_STATE = Path.of("/proc/self/stat");
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;
    private static final long PATIENCE_SECONDS = 2;

    private @Nullable String before;

    @Override
    public synchronized boolean enter() {
        String state = isInForeground() ? stty(List.of("-g")) : null;
        if (state == null || stty(List.of("-icanon", "-echo", "min", "1")) == null) {
            return false;
        }
        before = state;
        return true;
    }

    @Override
    public synchronized void leave() {
        if (before != null) {
            stty(List.of(before));
            before = null;
        }
    }

    /** Whether the process is in the foreground. In the background a change of the terminal would stop it. */
    private static boolean isInForeground() {
        try {
            String state = Files.readString(OWN_STATE);
            // The name in brackets may have blanks in it.
            String[] fields = state.substring(state.lastIndexOf(')') + 2).split(" ", -1);
            return fields[GROUP].equals(fields[FOREGROUND_GROUP]);
        } catch (IOException | UncheckedIOException unknown) {
            return false;
        }
    }

    /** Runs stty and returns its output; null when it failed. */
    private static @Nullable String stty(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            return process.exitValue() == 0 ? said : null;
        } catch (IOException missing) {
            return null;
        } catch (InterruptedException wish) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}

package io.giliran.cli;

import java.util.concurrent.locks.LockSupport;

/** The program, which sends itself a signal while its actor system starts. */
final class SignalDuringStart {
    private static final long PAUSE_NANOS = 2_000_000;
    private static final String THREAD_OF_AKKA = "giliran-akka.actor.default-dispatcher";

    private SignalDuringStart() {}

    /** @param args the signal, and the program's own arguments */
    public static void main(String[] args) throws Exception {
        Thread sender = new Thread(() -> sendOnceAkkaIsThere(args[0]), "sender");
        sender.setDaemon(true);
        sender.start();
        String[] own = new String[args.length - 1];
        System.arraycopy(args, 1, own, 0, own.length);
        Main.main(own);
    }

    private static void sendOnceAkkaIsThere(String signal) {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith(THREAD_OF_AKKA))) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        try {
            // The shell's own kill: /bin/kill is not everywhere.
            io.giliran.Program.command(
                            "sh",
                            "-c",
                            "kill -" + signal + " " + ProcessHandle.current().pid())
                    .start();
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }
}

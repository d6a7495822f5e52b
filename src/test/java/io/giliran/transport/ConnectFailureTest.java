package io.giliran.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectFailureTest {
    /** Class and text as JDK 17 throws them on Linux. */
    @Test
    void namesWhatTheSystemSays() {
        assertThat(List.of(
                        ConnectFailure.of(new ConnectException("Connection refused")),
                        ConnectFailure.of(new SocketException("Connection reset by peer")),
                        ConnectFailure.of(new ConnectException("Connection timed out")),
                        ConnectFailure.of(new NoRouteToHostException("No route to host")),
                        ConnectFailure.of(new SocketException("Network is unreachable")),
                        ConnectFailure.of(new SocketException("No such file or directory"))))
                .containsExactly(
                        ConnectFailure.REFUSED,
                        ConnectFailure.REFUSED,
                        ConnectFailure.TIMEOUT,
                        ConnectFailure.UNREACHABLE,
                        ConnectFailure.UNREACHABLE,
                        ConnectFailure.REFUSED)
                .noneMatch(ConnectFailure::isOurs);
    }

    @Test
    void namesOurOwnShortages() {
        assertThat(List.of(
                        ConnectFailure.of(new BindException("Cannot assign requested address")),
                        ConnectFailure.of(new BindException("Die angeforderte Adresse kann nicht zugewiesen werden")),
                        ConnectFailure.of(new BindException("Permission denied")),
                        ConnectFailure.of(new SocketException("Permission denied")),
                        ConnectFailure.of(new SocketException("Operation not permitted")),
                        ConnectFailure.of(new SocketException("Too many open files")),
                        ConnectFailure.of(new SocketException("Too many open files in system")),
                        ConnectFailure.of(new SocketException("No buffer space available")),
                        ConnectFailure.of(new SocketException("Cannot allocate memory")),
                        ConnectFailure.of(new OutOfMemoryError("Java heap space")),
                        ConnectFailure.of(new IllegalStateException("a fault"))))
                .containsExactly(
                        ConnectFailure.NO_LOCAL_PORT,
                        ConnectFailure.NO_LOCAL_PORT,
                        ConnectFailure.NO_PERMISSION,
                        ConnectFailure.NO_PERMISSION,
                        ConnectFailure.NO_PERMISSION,
                        ConnectFailure.NO_DESCRIPTOR,
                        ConnectFailure.NO_DESCRIPTOR,
                        ConnectFailure.NO_MEMORY,
                        ConnectFailure.NO_MEMORY,
                        ConnectFailure.NO_MEMORY,
                        ConnectFailure.INTERNAL)
                .allMatch(ConnectFailure::isOurs);
    }

    @Test
    void whoCannotOpenASocketBlamesNobodyInAnyLanguage() {
        assertThat(ConnectFailure.ofOpening(new IOException("Zu viele offene Dateien")))
                .isEqualTo(ConnectFailure.NO_DESCRIPTOR);
        assertThat(ConnectFailure.ofOpening(new IOException("Cannot allocate memory")))
                .isEqualTo(ConnectFailure.NO_MEMORY);
    }

    /** An ICMPv6 "administratively prohibited" of a firewall on the way is EACCES, too. */
    @Test
    void aProhibitionFromTheNetworkIsNotOurs() {
        assertThat(ConnectFailure.ofAnswer(new SocketException("Permission denied")))
                .isEqualTo(ConnectFailure.UNREACHABLE);
        assertThat(ConnectFailure.ofAnswer(new ConnectException("Connection refused")))
                .isEqualTo(ConnectFailure.REFUSED);
    }
}

package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AsyncAppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The console's pattern, read from the file that the program is started with. */
final class PlainLoggingTest {
    @Test
    void aMessageActsOnNoTerminalAndForgesNoLine() throws Exception {
        String line = logged("peer said \u001b[31m\r\n12:00 ERROR forged\u202e", null);

        assertThat(line).contains("peer said \\u001b[31m\\r\\n12:00 ERROR forged\\u202e");
        assertThat(line.lines()).hasSize(1);
    }

    @Test
    void norDoesAStackTrace() throws Exception {
        String lines = logged("it failed", new IllegalStateException("a\u001b]0;title\u0007b"));

        assertThat(lines).contains("IllegalStateException: a\\u001b]0;title\\u0007b");
        assertThat(lines.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F));
    }

    private static String logged(String message, Throwable thrown) throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(PlainLoggingTest.class.getResource("/logback.xml"));
        try {
            assertThat(context.getStatusManager().getCopyOfStatusList())
                    .noneMatch(status -> status.getLevel() >= Status.WARN);
            AsyncAppenderBase<ILoggingEvent> later = (AsyncAppenderBase<ILoggingEvent>)
                    context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("LATER");
            ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) later.getAppender("STDERR");
            PatternLayoutEncoder encoder = (PatternLayoutEncoder) console.getEncoder();
            LoggingEvent event =
                    new LoggingEvent("test", context.getLogger("io.giliran.Test"), Level.WARN, message, thrown, null);
            return new String(encoder.encode(event), StandardCharsets.UTF_8);
        } finally {
            context.stop();
        }
    }
}

package io.giliran.cli.console;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.giliran.settings.PlainText;

/** Logback's {@code %plainMsg}: a message as one line of {@link PlainText}, whatever a library or a stranger put into it. */
public final class PlainMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return PlainText.line(String.valueOf(super.convert(event)));
    }
}

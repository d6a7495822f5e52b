package io.giliran.cli.console;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.giliran.settings.PlainText;

/** Logback's {@code %plainEx}: a stack trace in {@link PlainText}; the messages of exceptions may hold what came from outside. */
public final class PlainStackTrace extends ThrowableProxyConverter {
    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return PlainText.lines(super.throwableProxyToString(thrown).replace("\t", "    "));
    }
}

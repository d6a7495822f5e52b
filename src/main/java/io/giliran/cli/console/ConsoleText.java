package io.giliran.cli.console;

import io.giliran.settings.PlainText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text as a console can show it: {@link PlainText}, and where its charset lacks a character, as in {@code LC_ALL=C}, ASCII that
 * means the same ({@code us} for µs, {@code +-}, {@code ...}) or an escape. Columns stay where they are: a replacement that is
 * longer takes the blanks before it, or those after it. Thread-safe.
 */
public final class ConsoleText {
    private static final Map<Integer, String> ASCII = Map.ofEntries(
            Map.entry((int) 'µ', "u"),
            Map.entry((int) 'μ', "u"),
            Map.entry((int) '±', "+-"),
            Map.entry((int) '…', "..."),
            Map.entry((int) '–', "-"),
            Map.entry((int) '—', "-"),
            Map.entry((int) '−', "-"),
            Map.entry((int) '·', "."),
            Map.entry((int) '×', "x"),
            Map.entry((int) '≤', "<="),
            Map.entry((int) '≥', ">="),
            Map.entry((int) '≈', "~"),
            Map.entry((int) '→', "->"),
            Map.entry((int) '∞', "inf"),
            Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""),
            Map.entry((int) '\u00a0', " "));

    /** The release of Java since which the default charset is not the console's. */
    private static final int DEFAULT_IS_UTF_8 = 18;

    /** Null for a console that shows everything, as one in UTF-8, and inside of tests. */
    private static volatile @Nullable Charset charset;

    private ConsoleText() {}

    /** Finds out what the console of this process can show; call it before anything is printed. */
    public static void ofThisProcess() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        if (name == null && Runtime.version().feature() >= DEFAULT_IS_UTF_8) {
            name = System.getProperty("native.encoding");
        }
        Charset found = name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
        charset = found.equals(StandardCharsets.UTF_8) ? null : found;
    }

    /** Charset of the console. */
    public static Charset charset() {
        Charset known = charset;
        return known == null ? StandardCharsets.UTF_8 : known;
    }

    /** A writer to the stream, for a library that prints, as its help. */
    public static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(
                new Writer() {
                    @Override
                    public void write(char[] characters, int from, int length) {
                        stream.print(shown(new String(characters, from, length)));
                    }

                    @Override
                    public void flush() {
                        stream.flush();
                    }

                    @Override
                    public void close() {
                        flush();
                    }
                },
                true);
    }

    /** A line of it. */
    public static String line(String text) {
        return shown(PlainText.line(text));
    }

    /** Lines of it, each with its end. */
    public static String lines(String text) {
        return shown(PlainText.lines(text));
    }

    /** A text of the program's own, whose control characters are meant, as in a help with colours. */
    public static String shown(String text) {
        Charset known = charset;
        return known == null ? text : shown(text, known);
    }

    static String shown(String text, Charset known) {
        CharsetEncoder encoder = known.newEncoder();
        if (encoder.canEncode(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        int debt = 0;
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            String original = Character.toString(codePoint);
            if (encoder.canEncode(original)) {
                boolean isSpare = codePoint == ' ' && i + 1 < text.length() && text.charAt(i + 1) == ' ';
                if (debt > 0 && isSpare) {
                    debt--;
                } else {
                    debt = codePoint == '\n' ? 0 : debt;
                    shown.append(original);
                }
                continue;
            }
            String replacement = ASCII.getOrDefault(codePoint, "");
            if (replacement.isEmpty()) {
                replacement = PlainText.escape(codePoint);
            }
            debt += replacement.length() - Character.charCount(codePoint);
            while (debt > 0 && endsInTwoBlanks(shown)) {
                shown.setLength(shown.length() - 1);
                debt--;
            }
            shown.append(replacement);
        }
        return shown.toString();
    }

    private static boolean endsInTwoBlanks(CharSequence text) {
        int length = text.length();
        return length > 2 && text.charAt(length - 1) == ' ' && text.charAt(length - 2) == ' ';
    }
}

package io.giliran.report;

/** Breaks a labelled text at blanks, so that no line is longer than 100 columns unless one word is. */
final class Wrapped {
    private static final int COLUMNS = 100;

    private Wrapped() {}

    /** The label, then the text, its further lines indented below it; with the last line's end. */
    static String lines(String label, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(label);
        for (String word : text.split(" ", -1)) {
            boolean first = line.length() == label.length();
            if (!first && line.length() + 1 + word.length() > COLUMNS) {
                lines.append(line).append('\n');
                line.setLength(0);
                line.append(" ".repeat(label.length()));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
        }
        return lines.append(line).append('\n').toString();
    }
}

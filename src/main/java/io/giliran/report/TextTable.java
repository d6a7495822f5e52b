package io.giliran.report;

import io.giliran.settings.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Lines of aligned cells: the first column to the left, the others to the right, two blanks between them. */
public final class TextTable {
    private static final int WIDEST_CELL = 32;

    private final List<List<String>> rows = new ArrayList<>();
    private final int widestCell;

    TextTable() {
        this(WIDEST_CELL);
    }

    /** @param widestCell in characters; longer ones are cut */
    public TextTable(int widestCell) {
        this.widestCell = widestCell;
    }

    /** Adds a row of {@link PlainText}; a cell that is too wide is cut. */
    public TextTable row(String... cells) {
        List<String> row = new ArrayList<>();
        for (String text : cells) {
            String cell = PlainText.line(text);
            row.add(cell.length() <= widestCell ? cell : cell.substring(0, widestCell - 1) + "…");
        }
        rows.add(row);
        return this;
    }

    /** The rows, the head among them. */
    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** All rows, each with its line end. */
    public String render() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? cell + padding : "  " + padding + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

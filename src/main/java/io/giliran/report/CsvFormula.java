package io.giliran.report;

/**
 * Protection against CSV injection: cells from outside, such as a server's name, that a spreadsheet would take for a formula,
 * because they begin with {@code = + - @}, a tab or a carriage return, get an apostrophe in front.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">OWASP, CSV injection</a>
 */
public final class CsvFormula {
    private CsvFormula() {}

    /** The cell as it is written; {@link #armed} reads it back. A cell that differs must be quoted. */
    public static String disarmed(String cell) {
        return isFormula(cell) ? "'" + cell : cell;
    }

    /** The text that was written so. */
    public static String armed(String cell) {
        return cell.startsWith("'") && isFormula(cell) ? cell.substring(1) : cell;
    }

    /** Also one that was disarmed, so that each text is read back as it was. */
    private static boolean isFormula(String cell) {
        int at = 0;
        while (at < cell.length() && cell.charAt(at) == '\'') {
            at++;
        }
        return at < cell.length() && "=+-@\t\r".indexOf(cell.charAt(at)) >= 0;
    }
}

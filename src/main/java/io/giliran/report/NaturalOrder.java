package io.giliran.report;

import java.util.Comparator;

/** Orders names as people do: runs of digits by their value, so that b2 comes before b10. */
public enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int leftEnd = chunkEnd(left, i);
            int rightEnd = chunkEnd(right, j);
            int order = compareChunks(left.substring(i, leftEnd), right.substring(j, rightEnd));
            if (order != 0) {
                return order;
            }
            i = leftEnd;
            j = rightEnd;
        }
        int rest = Integer.compare(left.length() - i, right.length() - j);
        return rest != 0 ? rest : left.compareTo(right);
    }

    private static int compareChunks(String left, String right) {
        if (!isDigit(left.charAt(0)) || !isDigit(right.charAt(0))) {
            return left.compareTo(right);
        }
        String leftDigits = left.replaceFirst("^0+(?=.)", "");
        String rightDigits = right.replaceFirst("^0+(?=.)", "");
        int order = Integer.compare(leftDigits.length(), rightDigits.length());
        return order != 0 ? order : leftDigits.compareTo(rightDigits);
    }

    private static int chunkEnd(String text, int from) {
        int end = from + 1;
        if (isDigit(text.charAt(from))) {
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

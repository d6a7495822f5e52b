package io.giliran.settings;

import java.util.Collection;

/** Finds the valid word that a mistyped one was most likely meant to be. */
public final class NearestWord {
    /** A third of the letters may be wrong. */
    private static final int LETTERS_A_MISTAKE = 3;

    private NearestWord() {}

    /**
     * The end of a message: {@code "; did you mean WORD?"}, or nothing when no valid word is near.
     *
     * @param typed what the user wrote
     */
    public static String question(String typed, Collection<String> valid) {
        String nearest = "";
        int least = typed.length() / LETTERS_A_MISTAKE + 1;
        for (String word : valid) {
            int distance = distance(typed, word);
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
    }

    /** Levenshtein's: how many letters have to be put in, taken out or replaced; neighbours that are swapped count as one. */
    private static int distance(String one, String other) {
        int[][] of = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    of[i][j] = i + j;
                    continue;
                }
                int replaced = of[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                of[i][j] = Math.min(replaced, 1 + Math.min(of[i - 1][j], of[i][j - 1]));
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    of[i][j] = Math.min(of[i][j], of[i - 2][j - 2] + 1);
                }
            }
        }
        return of[one.length()][other.length()];
    }
}

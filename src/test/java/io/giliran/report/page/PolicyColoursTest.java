package io.giliran.report.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A reader knows a policy by its colour, on every page; also a reader who does not see red or green. */
final class PolicyColoursTest {
    private static final Pattern RULE = Pattern.compile("\\{([^{}]*--c0:[^{}]*)\\}");
    private static final Pattern COLOUR = Pattern.compile("--(c[0-9]+|card): #([0-9a-f]{3}|[0-9a-f]{6});");

    /** Machado, Oliveira and Fernandes 2009: what is left of linear red, green and blue without green, and without red. */
    private static final double[][] NO_GREEN = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };

    private static final double[][] NO_RED = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };

    /** The least differences that are asked for, in OKLab: of any two, and of two that are often compared. */
    private static final double ALL = 0.08;

    private static final double COMPARED = 0.08;

    @Test
    void everyPolicyHasAColourOfItsOwn() {
        List<String> all = new ArrayList<>(Policies.names());
        all.add("central-queue");

        assertThat(PolicyColours.KNOWN).containsExactlyInAnyOrderElementsOf(all).hasSize(PolicyColours.COLOURS);
    }

    @Test
    void aNameHasTheSameColourWhateverStandsBesideIt() {
        assertThat(PolicyColours.of(List.of("p2c", "random")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("random", 1, "p2c", 3));
        assertThat(PolicyColours.of(List.of("of another version", "p2c"))).containsEntry("p2c", 3);
    }

    @Test
    void unknownNamesOfOnePageShareNoColour() {
        Set<String> names = new LinkedHashSet<>(List.of("p2c", "round-robin"));
        IntStream.range(0, PolicyColours.COLOURS - 2).forEach(i -> names.add("policy " + i));

        assertThat(new HashSet<>(PolicyColours.of(names).values())).hasSize(PolicyColours.COLOURS);
    }

    @Test
    void theStylesheetHasThemLightAndDark() throws IOException {
        List<List<double[]>> themes = themes();
        assertThat(themes).hasSize(3);
        for (List<double[]> theme : themes) {
            double[] card = theme.get(PolicyColours.COLOURS);
            List<double[]> colours = theme.subList(0, PolicyColours.COLOURS);
            for (double[] colour : colours) {
                // What WCAG 2.1 asks of graphics.
                assertThat(contrast(colour, card)).isGreaterThan(3);
            }
            assertThat(least(colours)).as("the least difference").isGreaterThan(ALL);
            assertThat(least(seen(colours.subList(0, 8), NO_GREEN))).isGreaterThan(COMPARED);
            assertThat(least(seen(colours.subList(0, 8), NO_RED))).isGreaterThan(COMPARED);
            assertThat(least(seen(colours.subList(8, 12), NO_GREEN))).isGreaterThan(COMPARED);
            assertThat(least(seen(colours.subList(8, 12), NO_RED))).isGreaterThan(COMPARED);
        }
    }

    /** Of each rule with the palette the colours in order, and then the paper of the charts; linear. */
    private static List<List<double[]>> themes() throws IOException {
        String css;
        try (InputStream stream = PolicyColours.class.getResourceAsStream("report.css")) {
            css = new String(stream.readAllBytes(), UTF_8);
        }
        List<List<double[]>> themes = new ArrayList<>();
        for (Matcher rule = RULE.matcher(css); rule.find(); ) {
            List<double[]> theme = new ArrayList<>();
            double[] card = new double[0];
            for (Matcher colour = COLOUR.matcher(rule.group(1)); colour.find(); ) {
                if (colour.group(1).equals("card")) {
                    card = linear(colour.group(2));
                } else {
                    assertThat(colour.group(1)).isEqualTo("c" + theme.size());
                    theme.add(linear(colour.group(2)));
                }
            }
            theme.add(card);
            themes.add(theme);
        }
        return themes;
    }

    private static double[] linear(String hex) {
        String six = hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex;
        return IntStream.of(0, 2, 4)
                .mapToDouble(from -> Integer.parseInt(six, from, from + 2, 16) / 255.0)
                .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
                .toArray();
    }

    private static double contrast(double[] one, double[] other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(double[] colour) {
        return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
    }

    private static List<double[]> seen(List<double[]> colours, double[][] eye) {
        return colours.stream().map(colour -> times(eye, colour)).toList();
    }

    private static double[] times(double[][] matrix, double[] vector) {
        return IntStream.range(0, 3)
                .mapToDouble(row -> IntStream.range(0, 3)
                        .mapToDouble(i -> matrix[row][i] * vector[i])
                        .sum())
                .toArray();
    }

    /** The least distance of any two in OKLab, where black and white are 1 apart. */
    private static double least(List<double[]> colours) {
        double least = 1;
        for (int i = 0; i < colours.size(); i++) {
            for (int j = 0; j < i; j++) {
                double[] one = okLab(colours.get(i));
                double[] other = okLab(colours.get(j));
                least = Math.min(
                        least,
                        Math.sqrt(IntStream.range(0, 3)
                                .mapToDouble(k -> (one[k] - other[k]) * (one[k] - other[k]))
                                .sum()));
            }
        }
        return least;
    }

    /** Ottosson 2020. */
    private static double[] okLab(double[] linear) {
        double[] cones = times(
                new double[][] {
                    {0.4122214708, 0.5363325363, 0.0514459929},
                    {0.2119034982, 0.6806995451, 0.1073969566},
                    {0.0883024619, 0.2817188376, 0.6299787005}
                },
                linear);
        return times(
                new double[][] {
                    {0.2104542553, 0.7936177850, -0.0040720468},
                    {1.9779984951, -2.4285922050, 0.4505937099},
                    {0.0259040371, 0.7827717662, -0.8086757660}
                },
                IntStream.range(0, 3).mapToDouble(i -> Math.cbrt(cones[i])).toArray());
    }
}

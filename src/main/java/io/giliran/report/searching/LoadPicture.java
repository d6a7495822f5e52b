package io.giliran.report.searching;

import io.giliran.metrics.Interval;
import io.giliran.metrics.RateSearch;
import io.giliran.settings.PlainText;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * RTT against load as a picture, an SVG with nothing from elsewhere: the steps of a live search as points with their
 * intervals, and the simulated curve through them. The RTT has a logarithmic axis. Light or dark as the reader has it.
 */
public final class LoadPicture {
    /** Simulated result at a rate; times in ns. */
    public record Simulated(double perSecond, double p50, double p99) {}

    private static final int WIDTH = 860;
    private static final int HEIGHT = 470;
    private static final int LEFT = 78;
    private static final int RIGHT = 24;
    private static final int TOP = 76;
    private static final int BOTTOM = 58;

    private static final String STYLE = """
            <style>
            .giliran-load { --ink: #1c2733; --soft: #6b7785; --grid: #dfe4ea; --back: #ffffff; --one: #0072b2; --two: #c75000; }
            @media (prefers-color-scheme: dark) {
              .giliran-load { --ink: #e8ecf1; --soft: #9aa7b5; --grid: #2e3946; --back: #151b22; --one: #56b4e9; --two: #ff9e4a; }
            }
            .giliran-load text { font: 13px system-ui, sans-serif; fill: var(--ink); }
            .giliran-load .soft { fill: var(--soft); }
            .giliran-load .title { font-size: 17px; font-weight: 600; }
            .giliran-load .grid { stroke: var(--grid); }
            .giliran-load .one { stroke: var(--one); fill: var(--one); }
            .giliran-load .two { stroke: var(--two); fill: var(--two); }
            .giliran-load .line { fill: none; stroke-width: 2; }
            .giliran-load .failed { fill: var(--back); stroke-width: 2; }
            .giliran-load .bound { stroke: var(--ink); stroke-dasharray: 5 4; }
            </style>
            """;

    private final List<SearchStep> steps;
    private final List<Simulated> simulated;
    private final StringBuilder svg = new StringBuilder();
    private final double mostRate;
    private final double leastTime;
    private final double mostTime;

    private LoadPicture(List<SearchStep> steps, List<Simulated> simulated) {
        this.steps = steps.stream()
                .filter(step -> !Double.isNaN(step.p99().estimate()))
                .toList();
        this.simulated = simulated;
        mostRate = Math.max(
                1e-9,
                1.05
                        * DoubleStream.concat(
                                        this.steps.stream().mapToDouble(SearchStep::perSecond),
                                        simulated.stream().mapToDouble(Simulated::perSecond))
                                .max()
                                .orElse(1));
        double[] times = Stream.concat(
                        this.steps.stream()
                                .flatMap(step -> Stream.of(SearchStep.known(step.p50()), SearchStep.known(step.p99()))),
                        simulated.stream().flatMap(point -> Stream.of(point.p50(), point.p99())))
                .mapToDouble(time -> Math.max(1, time))
                .toArray();
        leastTime =
                Math.pow(10, Math.floor(Math.log10(DoubleStream.of(times).min().orElse(1e6))));
        mostTime = Math.max(
                leastTime * 10,
                Math.pow(10, Math.ceil(Math.log10(DoubleStream.of(times).max().orElse(1e9)))));
    }

    /**
     * Draws it.
     *
     * @param simulated empty when it is not known what to simulate
     * @param title one line
     */
    public static String svg(List<SearchStep> steps, List<Simulated> simulated, RateSearch search, String title) {
        return new LoadPicture(steps, simulated).draw(search, title);
    }

    private String draw(RateSearch search, String title) {
        String found = SearchTable.result(search);
        add(
                "<svg class=\"giliran-load\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
                WIDTH, HEIGHT);
        add("<title>%s</title><desc>%s</desc>%n", escaped(title), escaped(found));
        svg.append(STYLE);
        add("<rect width=\"%d\" height=\"%d\" style=\"fill: var(--back)\"/>%n", WIDTH, HEIGHT);
        text(LEFT, 26, "title", "start", title);
        text(LEFT, 48, "soft", "start", found);
        grid();
        search.held().ifPresent(held -> {
            add(
                    "<line class=\"bound\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                    x(held), x(held), TOP, HEIGHT - BOTTOM);
        });
        curve("one", Simulated::p50);
        curve("two", Simulated::p99);
        points("one", step -> step.p50());
        points("two", step -> step.p99());
        legend();
        return svg.append("</svg>\n").toString();
    }

    private void grid() {
        for (double time = leastTime; time <= mostTime * 1.001; time *= 10) {
            add(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                    LEFT, WIDTH - RIGHT, y(time), y(time));
            text(LEFT - 8, y(time) + 4, "soft", "end", axisTime(time));
        }
        double step = roundStep(mostRate / 6);
        for (double rate = 0; rate <= mostRate; rate += step) {
            add(
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                    x(rate), x(rate), TOP, HEIGHT - BOTTOM);
            text(
                    x(rate),
                    HEIGHT - BOTTOM + 20,
                    "soft",
                    "middle",
                    String.format(Locale.ROOT, step < 1 ? "%.3g" : "%,.0f", rate));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "soft", "middle", "requests a second");
    }

    private void curve(String colour, ToDoubleFunction<Simulated> time) {
        if (simulated.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (Simulated point : simulated) {
            path.append(path.length() == 0 ? "M" : " L")
                    .append(String.format(
                            Locale.ROOT, "%.1f %.1f", x(point.perSecond()), y(time.applyAsDouble(point))));
        }
        add("<path class=\"line %s\" d=\"%s\"/>%n", colour, path);
    }

    private void points(String colour, Function<SearchStep, Interval> time) {
        for (SearchStep step : steps) {
            double x = x(step.perSecond());
            Interval interval = time.apply(step);
            double low = Math.max(leastTime, interval.low());
            double high = Math.min(mostTime, interval.high());
            if (!interval.isUnbounded()) {
                add(
                        "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                        colour, x, x, y(low), y(high));
            }
            add(
                    "<circle class=\"%s%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"><title>%s</title></circle>%n",
                    colour,
                    step.outcome() == RateSearch.Outcome.HELD ? "" : " failed",
                    x,
                    y(SearchStep.known(interval)),
                    escaped(SearchTable.rate(step.perSecond()) + ", " + SearchTable.time(interval) + ", "
                            + step.verdict()));
        }
    }

    private void legend() {
        double x = LEFT + 12;
        double y = TOP + 18;
        entry(x, y, "one", "p50");
        entry(x, y + 20, "two", "p99");
        text(x - 5, y + 44, "soft", "start", "full: held, hollow: did not");
        if (!simulated.isEmpty()) {
            text(x - 5, y + 62, "soft", "start", "points: live, lines: simulated");
        }
    }

    private void entry(double x, double y, String colour, String name) {
        add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>%n", colour, x, y - 4);
        text(x + 12, y, "", "start", name);
    }

    private void text(double x, double y, String style, String anchor, String content) {
        add(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style, x, y, anchor, escaped(content));
    }

    private void add(String format, Object... parts) {
        svg.append(String.format(Locale.ROOT, format, parts));
    }

    private double x(double rate) {
        return LEFT + rate / mostRate * (WIDTH - LEFT - RIGHT);
    }

    private double y(double nanos) {
        double part = Math.log(Math.max(leastTime, nanos) / leastTime) / Math.log(mostTime / leastTime);
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private static String axisTime(double nanos) {
        return nanos >= 1e9
                ? String.format(Locale.ROOT, "%.0f s", nanos / 1e9)
                : nanos >= 1e6
                        ? String.format(Locale.ROOT, "%.0f ms", nanos / 1e6)
                        : nanos >= 1e3
                                ? String.format(Locale.ROOT, "%.0f µs", nanos / 1e3)
                                : String.format(Locale.ROOT, "%.0f ns", nanos);
    }

    /** The next 1, 2 or 5 of a power of ten. */
    private static double roundStep(double wanted) {
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (int factor : new int[] {1, 2, 5}) {
            if (wanted <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String escaped(String text) {
        return PlainText.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package io.giliran.report.searching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SearchPageTest {
    @Test
    void hasTheResultThePictureAndEachStepAndIsSafe() {
        SampleSearch sample = new SampleSearch();
        String title = "search <b>";
        String svg = LoadPicture.svg(sample.steps, sample.simulated, sample.search, title);

        String page = SearchPage.render(svg, sample.steps, sample.search, title);

        assertThat(page)
                .contains("<h1>Holds up to ", svg, "search &lt;b&gt;", "Content-Security-Policy", "[46.1 ms, 57.3 ms]")
                .doesNotContain("search <b>");
        assertThat(page.split("<th scope=\"row\">")).hasSize(sample.steps.size() + 1);
    }
}

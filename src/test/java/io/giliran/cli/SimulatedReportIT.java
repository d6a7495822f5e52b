package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a simulated run as a browser shows it. */
final class SimulatedReportIT {
    @TempDir
    Path folder;

    @Test
    void isDrawnAndFitsOnAPhone() throws Exception {
        Path page = ReportCommandTest.ofSimulation(folder).resolve("report.html");
        try (Browser browser = new Browser()) {
            for (int width : new int[] {400, 1100}) {
                browser.look(width, 800, width == 400);
                browser.open(page);

                assertThat(browser.complaints()).isEmpty();
                assertThat(browser.evaluate("document.documentElement.dataset.drawn")
                                .asText())
                        .isEqualTo("2");
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .isLessThanOrEqualTo(width);
            }
        }
    }
}

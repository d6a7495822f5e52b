package io.giliran.report.searching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class LoadPictureTest {
    private final SampleSearch sample = new SampleSearch();

    @Test
    void liveAndSimulatedAreOnOnePicture() throws Exception {
        Document svg = parsed(LoadPicture.svg(sample.steps, sample.simulated, sample.search, "a <b> & \"c\""));
        // p50 and p99 of each step, and two in the legend.
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2 * sample.steps.size() + 2);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a <b> & \"c\"");
        // Live and simulated agree, so the first point, at 10 a second, lies on the curve.
        NodeList circles = svg.getElementsByTagName("circle");
        Element point = (Element) circles.item(0);
        String path = ((Element) svg.getElementsByTagName("path").item(0)).getAttribute("d");
        assertThat(path).contains(point.getAttribute("cx") + " " + point.getAttribute("cy"));
        for (int i = 0; i < circles.getLength(); i++) {
            Element circle = (Element) circles.item(i);
            assertThat(Double.parseDouble(circle.getAttribute("cx"))).isBetween(78.0, 836.0);
            assertThat(Double.parseDouble(circle.getAttribute("cy"))).isBetween(76.0, 412.0);
        }
    }

    @Test
    void withoutASimulationOnlyTheLivePointsAreThere() throws Exception {
        Document svg = parsed(LoadPicture.svg(sample.steps, List.of(), sample.search, "live"));
        assertThat(svg.getElementsByTagName("path").getLength()).isZero();
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2 * sample.steps.size() + 2);
        assertThat(svg.getDocumentElement().getTextContent()).doesNotContain("simulated");
    }

    @Test
    void nothingIsDrawnOfNoSteps() throws Exception {
        Document svg = parsed(LoadPicture.svg(List.of(), List.of(), sample.search, "nothing"));
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
    }

    private static Document parsed(String svg) throws Exception {
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}

package io.giliran.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

/** Names come from servers: none may act on a page, or hide in it. */
final class HtmlTest {
    private static final String HOSTILE = "b\u001b[31m\u202eevil\u200b\u007f\u0085\u2028\0\ud800<b>&\"'\\u202e\\";

    @Test
    void aTextShowsWhatAReaderWouldNotSee() {
        assertThat(Html.text(HOSTILE))
                .isEqualTo(
                        "b\\u001b[31m\\u202eevil\\u200b\\u007f\\u0085\\u2028\\u0000\\ud800&lt;b&gt;&amp;&quot;&#39;\\u202e\\");
        assertThat(Html.text("two\nlines, ü 😀")).isEqualTo("two\nlines, ü 😀");
    }

    /** What the script reads of it is the same text. */
    @Test
    void soDoesTheJsonOfTheScript() throws Exception {
        String json = JsonNodeFactory.instance
                .objectNode()
                .put(HOSTILE, HOSTILE)
                .put("plain", "ü 😀 \\ \"")
                .toString();
        String safe = Html.json(json);
        assertThat(safe).matches("[\\x20-\\x7eü😀]*").doesNotContain("<", ">", "&");
        var read = new JsonMapper().readTree(safe);
        String shown = "b\\u001b[31m\\u202eevil\\u200b\\u007f\\u0085\\u2028\\u0000\\ud800<b>&\"'\\u202e\\";
        assertThat(read.get(shown).asText()).isEqualTo(shown);
        assertThat(read.get("plain").asText()).isEqualTo("ü 😀 \\ \"");
    }
}

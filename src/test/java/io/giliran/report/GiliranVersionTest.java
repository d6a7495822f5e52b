package io.giliran.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GiliranVersionTest {
    @Test
    void isTheOneOfTheBuild() {
        assertThat(GiliranVersion.get()).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
    }
}

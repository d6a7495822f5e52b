package io.giliran.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.giliran.policy.Policies;
import io.giliran.report.GiliranVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
    @Test
    void theProgramListsItsCommands() {
        Cli.Result help = Cli.run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: giliran ")
                .contains("demo", "balancer", "backend", "swarm", "policies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "balancer", "backend", "swarm", "search"})
    void eachCommandExplainsItsOptions(String command) {
        Cli.Result help = Cli.run(command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: giliran " + command + " ").contains("--show-config", "--help");
    }

    @Test
    void tellsItsVersion() {
        assertThat(Cli.run("--version").out()).isEqualTo("giliran " + GiliranVersion.get() + System.lineSeparator());
    }

    @Test
    void listsThePolicies() {
        Cli.Result listed = Cli.run("policies");

        assertThat(listed.exitCode()).isZero();
        assertThat(listed.out().lines().map(line -> line.split(" ")[0])).containsExactlyElementsOf(Policies.names());
    }
}

package io.giliran.cli;

import io.giliran.report.GiliranVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"giliran " + GiliranVersion.get()};
    }
}

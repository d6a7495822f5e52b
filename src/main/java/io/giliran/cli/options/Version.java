package io.giliran.cli.options;

import io.giliran.report.GiliranVersion;
import picocli.CommandLine.IVersionProvider;

/** Output of {@code --version}. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"giliran " + GiliranVersion.get()};
    }
}

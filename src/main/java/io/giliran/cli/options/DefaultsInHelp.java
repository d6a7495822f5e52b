package io.giliran.cli.options;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Adds the default of each option to the help: the value that {@code reference.conf} has for its key. */
public final class DefaultsInHelp {
    private DefaultsInHelp() {}

    /**
     * The help of a command.
     *
     * @param planned adds the defaults that a command derives from others
     */
    public static Help of(CommandSpec spec, Help.ColorScheme colours, UnaryOperator<Config> planned) {
        if (spec.userObject() instanceof KeyedOptions options) {
            Config config = planned.apply(ConfigFactory.defaultReference());
            Overrides.of(options)
                    .keys()
                    .forEach((name, key) ->
                            describe(spec, name, config.getValue(key).unwrapped()));
        }
        return new Help(spec, colours);
    }

    private static void describe(CommandSpec spec, String name, Object value) {
        OptionSpec option = spec.optionsMap().get(name);
        String shown = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
        if (option == null || shown.isEmpty()) {
            return;
        }
        // picocli gives formatted descriptions, and formats what it is given.
        String[] description = Arrays.stream(option.description())
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new);
        description[description.length - 1] += " Default: " + shown.replace("%", "%%") + ".";
        spec.remove(option);
        spec.addOption(OptionSpec.builder(option).description(description).build());
    }
}

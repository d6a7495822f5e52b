package io.giliran.cli.options;

/** Options that set keys of the configuration, so that each default stands once: in {@code reference.conf}. */
public interface KeyedOptions {
    /** Sets the key of each option, whether or not it was given. */
    void addTo(Overrides overrides);
}

package io.giliran.simulation.experiment;

import java.util.List;
import java.util.Locale;

/**
 * Prediction of a scenario: a sentence for people, and the expectations that must come true.
 *
 * @param text may be empty
 * @param expectations may be empty where the text is the scenario's only one
 */
public record Prediction(String text, List<Expectation> expectations) {
    /** Verdict on a prediction or an expectation. */
    public enum Outcome {
        CAME_TRUE("came true"),
        NOT_SO("NOT SO"),
        /** The run was interrupted, or nothing is expected. */
        NOT_JUDGED("not judged");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** Text for people. */
        public String words() {
            return words;
        }

        /** The word in files. */
        public String key() {
            return words.toLowerCase(Locale.ROOT).replace(' ', '_');
        }
    }

    public Prediction {
        expectations = List.copyOf(expectations);
    }
}

package io.giliran.simulation;

import io.giliran.workload.Scenario;
import java.util.Optional;

record TheoryMatch(String model, double meanMillis) {
    static Optional<TheoryMatch> of(Scenario scenario, String policy) {
        return Optional.empty();
    }

    String verdict(PolicyResult policy) {
        return "";
    }
}

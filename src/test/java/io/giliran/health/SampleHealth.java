package io.giliran.health;

import static io.giliran.health.Seconds.s;

import io.giliran.health.CheckParameters.InitialState;
import io.giliran.health.CheckParameters.Timing;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The parameters as tests want them. */
final class SampleHealth {
    /** 2 s, 0.5 s while changing, 5 s when down, no jitter; up after 2, down after 3. */
    static final CheckParameters CHECKS = checks(InitialState.UP);

    /** 5 in a row, 10 s, 1.9 deviations of at least 5 with 100 connections, 30 s to 300 s, 10 %. */
    static final EjectionParameters EJECTION = ejection(10);

    private SampleHealth() {}

    static CheckParameters checks(InitialState initial) {
        return new CheckParameters(
                Optional.empty(), Optional.empty(), s(1), new Timing(s(2), s(0.5), s(5), 0), 2, 3, initial);
    }

    static CheckParameters dialogue(String send, String expect) {
        return new CheckParameters(
                Optional.of(CheckBytes.parse(send)),
                Optional.of(ExpectedReply.parse(expect)),
                s(1),
                CHECKS.timing(),
                2,
                3,
                InitialState.UP);
    }

    static EjectionParameters ejection(int maximumPercent) {
        return new EjectionParameters(
                OptionalInt.of(5),
                OptionalInt.of(5),
                5,
                s(1),
                s(10),
                new EjectionParameters.SuccessRate(5, 100, OptionalDouble.of(1.9)),
                s(30),
                s(300),
                maximumPercent,
                true);
    }

    static CheckOutcome outcome(CheckResult result) {
        return new CheckOutcome(result, "", s(0.01));
    }
}

package io.giliran;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import akka.dispatch.ExecutorServiceConfigurator;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.giliran.policy.BackendPool;
import io.giliran.policy.BalancingPolicy;
import io.giliran.policy.Picking;
import io.giliran.transport.DataPlane;
import io.giliran.transport.loop.EventLoop;
import io.giliran.transport.loop.LoopWatch;
import io.giliran.transport.planes.PlaneKind;
import io.giliran.transport.relay.akka.LoopExecutorConfigurator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The house: its rooms may only look down, and each has its own duties. A room that does not exist yet breaks no rule;
 * a package that is no room does.
 */
final class ArchitectureTest {

    private static final List<String> PURE = List.of("policy", "health", "workload", "metrics", "theory");

    /** From top to bottom: a room may use its own floor and every floor below. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("cli"),
            List.of("balancer", "backend", "swarm", "simulation", "admin", "cluster"),
            List.of("transport", "report", "supervision"),
            PURE,
            List.of("settings"));

    /** The calls by which a policy decides and learns. */
    private static final Set<String> DRIVING = Set.of(
            "eligible",
            "pick",
            "forget",
            "connectionOpened",
            "connectionClosed",
            "connectionFailed",
            "wantedProbes",
            "probed",
            "observed");

    /** Files of one folder, package-info among them. */
    private static final int MOST_FILES = 30;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.giliran");

    @Test
    void thereAreClassesToJudge() {
        assertThat(CLASSES).isNotEmpty();
    }

    @Test
    void everyPackageIsARoomOrInsideOne() {
        check(classes()
                .should()
                .resideInAnyPackage(rooms(FLOORS.stream().flatMap(List::stream).toList())));
    }

    @TestFactory
    Stream<DynamicTest> roomsLookDownOnly() {
        return Stream.iterate(1, floor -> floor < FLOORS.size(), floor -> floor + 1)
                .map(floor -> DynamicTest.dynamicTest(
                        FLOORS.get(floor) + " do not know the floors above",
                        () -> check(noClasses()
                                .that()
                                .resideInAnyPackage(rooms(FLOORS.get(floor)))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(rooms(FLOORS.subList(0, floor).stream()
                                        .flatMap(List::stream)
                                        .toList())))));
    }

    @TestFactory
    Stream<DynamicTest> balancerBackendAndSwarmDoNotKnowEachOther() {
        var roles = List.of("balancer", "backend", "swarm");
        return roles.stream()
                .map(role -> DynamicTest.dynamicTest(
                        role,
                        () -> check(noClasses()
                                .that()
                                .resideInAPackage(room(role))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(rooms(roles.stream()
                                        .filter(other -> !other.equals(role))
                                        .toList())))));
    }

    @Test
    void transportMovesBytesAndKnowsNoPolicy() {
        check(noClasses()
                .that()
                .resideInAPackage(room("transport"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("policy")));
    }

    /** The seam knows no plane behind it: {@code transport.planes} names them, for whoever chooses one. */
    @Test
    void theSeamOfTheDataPlanesLooksNotBehindIt() {
        check(noClasses()
                .that()
                .resideInAPackage("io.giliran.transport")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        room("transport.planes"),
                        room("transport.relay"),
                        room("transport.streams"),
                        room("transport.loop")));
    }

    /** What a configuration needs decides, not which plane it is. */
    @Test
    void nobodyOutsideTransportNamesADataPlane() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room("transport"))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(room("transport.streams")).or(areDataPlanes()))
                .orShould()
                .accessFieldWhere(DescribedPredicate.describe(
                        "names a constant of PlaneKind",
                        access -> access.getTargetOwner().isEquivalentTo(PlaneKind.class))));
    }

    @TestFactory
    Stream<DynamicTest> pureRoomsImportJavaAndEachOtherOnly() {
        var allowed = resideInAnyPackage("java..", "org.jspecify..").or(resideInAnyPackage(rooms(PURE)));
        var allowedInMetrics = allowed.or(resideInAnyPackage("org.HdrHistogram.."));
        return PURE.stream()
                .map(room -> DynamicTest.dynamicTest(
                        room,
                        () -> check(classes()
                                .that()
                                .resideInAPackage(room(room))
                                .and(areNotSettings())
                                .should()
                                .onlyDependOnClassesThat(room.equals("metrics") ? allowedInMetrics : allowed))));
    }

    @Test
    void pureRoomsAreHandedTimeAndChance() {
        check(noClasses()
                .that()
                .resideInAnyPackage(rooms(PURE))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class));
    }

    @Test
    void akkaStaysWhereActorsAndSocketsAre() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(rooms(
                        List.of("cli", "balancer", "backend", "swarm", "admin", "cluster", "transport", "supervision")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("akka.."));
    }

    @Test
    void onlySettingsAndTheCommandLineReadConfiguration() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(rooms(List.of("cli", "settings")))
                .and(areNotSettings())
                // Akka makes these itself, and hands them their configuration.
                .and()
                .areNotAssignableTo(ExecutorServiceConfigurator.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.typesafe.config.."));
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(noClasses().that().resideOutsideOfPackage(room("cli")).should(ACCESS_STANDARD_STREAMS));
    }

    @Test
    void packagesFormNoCycles() {
        check(slices().matching("io.giliran.(*)..").should().beFreeOfCycles());
    }

    /** The classes at the top of a room are a slice like its subpackages: they stand above all of these, or below. */
    @TestFactory
    Stream<DynamicTest> insideARoomToo() {
        return FLOORS.stream()
                .flatMap(List::stream)
                .map(room -> DynamicTest.dynamicTest(
                        room,
                        () -> check(slices().assignedFrom(subpackagesOf(room))
                                .should()
                                .beFreeOfCycles())));
    }

    private static SliceAssignment subpackagesOf(String room) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String home = "io.giliran." + room;
                String name = type.getPackageName();
                if (name.equals(home)) {
                    return SliceIdentifier.of("the top");
                }
                return name.startsWith(home + ".")
                        ? SliceIdentifier.of(name.substring(home.length() + 1).replaceFirst("\\..*", ""))
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "subpackages of " + room;
            }
        };
    }

    /** What stands in one folder has to be found by looking at it. The policies are a catalogue, flat on purpose. */
    @Test
    void noFolderIsAPile() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/giliran"))) {
            Map<String, Long> sizes = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getParent().toString(), TreeMap::new, Collectors.counting()));
            sizes.keySet().removeIf(folder -> folder.endsWith("/policy"));
            assertThat(sizes.entrySet())
                    .allSatisfy(folder -> assertThat(folder.getValue())
                            .as("files in " + folder.getKey())
                            .isLessThanOrEqualTo(MOST_FILES));
        }
    }

    /** Else it could fail without anybody knowing: see {@code supervision.Parts}. */
    @Test
    void everyActorIsSpawnedAsAPart() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room("supervision"))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "spawns an actor past Parts",
                        call -> call.getTargetOwner().getPackageName().startsWith("akka.actor")
                                && call.getName().matches("spawn|spawnAnonymous|systemActorOf|actorOf"))));
    }

    /** So that the balancer, the simulator and the replay take the same decision path, not only the same policy. */
    @Test
    void onlyPickingDrivesPolicies() {
        check(noClasses()
                .that(DescribedPredicate.describe(
                        "are neither policies nor BackendPool",
                        type -> !type.isAssignableTo(BalancingPolicy.class) && !type.isEquivalentTo(BackendPool.class)))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "drives a policy",
                        call -> call.getTargetOwner().isAssignableTo(BalancingPolicy.class)
                                && DRIVING.contains(call.getName()))));
        check(noClasses()
                .that()
                .doNotBelongToAnyOf(Picking.class, BackendPool.class)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "drives a pool",
                        call -> call.getTargetOwner().isEquivalentTo(BackendPool.class)
                                && DRIVING.contains(call.getName()))));
    }

    /** The three worlds in which backends are picked; a fourth one would have to be proven alike too. */
    @Test
    void theThreeWorldsPickByPicking() {
        assertThat(CLASSES.get(Picking.class).getMethodCallsToSelf().stream()
                        .filter(call -> call.getName().matches("pick|pickUncounted"))
                        .map(call -> call.getOriginOwner().getFullName())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "io.giliran.balancer.dispatch.Route",
                        "io.giliran.simulation.engine.Balancers",
                        "io.giliran.simulation.replay.ReplayRun");
    }

    /** Else it could hang without anybody knowing: see {@code transport.loop.LoopWatch}. */
    @Test
    void everyLoopIsWatched() {
        check(classes()
                .that(DescribedPredicate.describe(
                        "start an event loop",
                        type -> type.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(EventLoop.class)
                                        && call.getName().equals("start")
                                        && !type.isEquivalentTo(EventLoop.class))))
                .should(new ArchCondition<>("have it watched") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        // The loops of Akka's dispatchers are watched by their keepers.
                        boolean isWatched = type.isEquivalentTo(LoopExecutorConfigurator.class)
                                || type.getMethodCallsFromSelf().stream()
                                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(LoopWatch.class));
                        if (!isWatched) {
                            events.add(
                                    SimpleConditionEvent.violated(type, type.getName() + " does not watch its loop"));
                        }
                    }
                }));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl"));
    }

    @Test
    void everyPackageIsNullMarked() {
        check(classes().should(resideInANullMarkedPackage()));
    }

    /** An empty room is no fault, so a rule may find nothing to judge. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String room(String name) {
        return "io.giliran." + name + "..";
    }

    private static String[] rooms(Collection<String> names) {
        return names.stream().map(ArchitectureTest::room).toArray(String[]::new);
    }

    private static DescribedPredicate<JavaClass> areDataPlanes() {
        return DescribedPredicate.describe(
                "implement DataPlane",
                type -> type.isAssignableTo(DataPlane.class) && !type.isEquivalentTo(DataPlane.class));
    }

    private static DescribedPredicate<JavaClass> areNotSettings() {
        return DescribedPredicate.describe("are not *Settings, nor nested in one", type -> {
            var outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            return !outermost.getSimpleName().endsWith("Settings");
        });
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var home = type.getPackage();
                if (!home.isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in " + home.getName() + ", which is not @NullMarked"));
                }
            }
        };
    }
}

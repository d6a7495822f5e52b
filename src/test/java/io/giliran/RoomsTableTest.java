package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of folders in docs/design.md, counted from the classes. */
final class RoomsTableTest {
    private static final List<String> ROOMS =
            List.of("admin", "balancer", "cli", "metrics", "report", "simulation", "transport", "transport.relay");

    @TestFactory
    Stream<DynamicTest> saysWhatTheClassesSay() throws IOException {
        String design = Files.readString(Path.of("docs/design.md"));
        return ROOMS.stream()
                .map(room ->
                        DynamicTest.dynamicTest(room, () -> assertThat(design).contains(row(room))));
    }

    private static String row(String room) {
        Map<String, Set<String>> arrows = new HashMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.giliran." + room)) {
            if (type.getSimpleName().equals("package-info")) {
                continue;
            }
            Set<String> below = arrows.computeIfAbsent(folder(room, type), none -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> (target.getPackageName() + ".").startsWith("io.giliran." + room + "."))
                    .map(target -> folder(room, target))
                    .forEach(below::add);
        }
        arrows.forEach((folder, below) -> below.remove(folder));
        int count = arrows.values().stream().mapToInt(Set::size).sum();
        int floors = arrows.keySet().stream()
                .mapToInt(folder -> height(folder, arrows))
                .max()
                .orElse(0);
        return "| `" + room + "` | " + arrows.size() + " | " + floors + " | " + count + " |";
    }

    /** A circle would never end here; ArchitectureTest says where it is. */
    private static int height(String folder, Map<String, Set<String>> arrows) {
        return 1
                + arrows.get(folder).stream()
                        .mapToInt(below -> height(below, arrows))
                        .max()
                        .orElse(0);
    }

    private static String folder(String room, JavaClass type) {
        String rest = type.getPackageName().substring(("io.giliran." + room).length());
        return rest.isEmpty() ? "top" : rest.substring(1).replaceFirst("\\..*", "");
    }
}

package io.giliran;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A comment names its subject first: a thing by a noun phrase, an action by a verb. */
final class PlainWordsTest {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*[\\s*]*+(\\S+(?: \\S+){0,6})");
    private static final Pattern RIDDLE =
            Pattern.compile("(?:What|One|Those|Who|Whom|Which|Where|When|Why|Of|Else|So|That|Not|Some|They|This)\\b.*");

    @Test
    void noCommentBeginsLikeARiddle() throws IOException {
        List<String> riddles = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                riddles.addAll(riddlesIn(source.getFileName().toString(), Files.readString(source)));
            }
        }
        assertThat(riddles).isEmpty();
    }

    @Test
    void aRiddleIsFound() {
        assertThat(riddlesIn("Pipe.java", "/**\n * What moves\n * bytes. */\nclass Pipe {\n/** Moves bytes. */ int i;"))
                .containsExactly("Pipe.java: What moves");
    }

    private static List<String> riddlesIn(String file, String source) {
        List<String> found = new ArrayList<>();
        Matcher comments = COMMENT.matcher(source);
        while (comments.find()) {
            if (RIDDLE.matcher(comments.group(1)).matches()) {
                found.add(file + ": " + comments.group(1));
            }
        }
        return found;
    }
}

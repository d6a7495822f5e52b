package io.giliran.admin.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A call of the API.
 *
 * @param path segments in braces, {@code /v1/backends/{name}}, stand for any
 */
public record ApiCall(String method, String path, Call call) {
    /** Handler of a call. */
    public interface Call {
        /**
         * The answer, or an {@link ApiRefusal} thrown or as the failure of the stage.
         *
         * @param variables what stands for the segments in braces, in order
         */
        CompletionStage<ApiAnswer> answer(ApiRequest request, List<String> variables);
    }

    /** Values of the segments in braces; null when the path does not match. */
    @Nullable
    List<String> match(List<String> segments) {
        String[] template = path.substring(1).split("/", -1);
        if (template.length != segments.size()) {
            return null;
        }
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{")) {
                variables.add(segments.get(i));
            } else if (!template[i].equals(segments.get(i))) {
                return null;
            }
        }
        return variables;
    }
}

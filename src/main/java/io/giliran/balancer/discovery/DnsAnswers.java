package io.giliran.balancer.discovery;

import io.giliran.balancer.discovery.DnsLookup.Answer;
import io.giliran.balancer.discovery.DnsLookup.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Last good answer to each query of one source. It replaces the answer of a failed query, so that the failure of one query
 * removes no backends. Thread-safe; it outlives its source when the settings are read anew.
 */
final class DnsAnswers {
    /**
     * Records known after a lookup.
     *
     * @param answered number of queries that were answered in this lookup
     * @param problems why the others were not, in the order of the queries
     */
    record Known(Map<Question, List<String>> records, int answered, List<String> problems) {}

    private Map<Question, List<String>> good = Map.of();

    /** Takes in the answers; of a question that failed the last good one stays. */
    synchronized Known take(List<Question> questions, List<Answer> answers) {
        Map<Question, List<String>> records = new HashMap<>();
        Map<Question, List<String>> kept = new HashMap<>(good);
        List<String> problems = new ArrayList<>();
        int answered = 0;
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            Answer answer = answers.get(i);
            String failure = answer.failure();
            if (failure == null) {
                answered++;
                kept.put(question, answer.records());
                records.put(question, answer.records());
            } else {
                List<String> before = good.get(question);
                boolean known = before != null && !before.isEmpty();
                problems.add(failure + (known ? "; its last answer stays" : ""));
                records.put(question, before == null ? List.of() : before);
            }
        }
        good = kept;
        return new Known(records, answered, problems);
    }

    /** Forgets what was not asked in the last look. */
    synchronized void retain(List<Question> asked) {
        Map<Question, List<String>> kept = new HashMap<>(good);
        kept.keySet().retainAll(asked);
        good = kept;
    }
}

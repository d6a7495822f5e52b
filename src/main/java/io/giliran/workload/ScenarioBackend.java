package io.giliran.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * A backend of a scenario.
 *
 * @param name unique in the scenario
 * @param weight 1 to 256
 * @param speed how much faster it works than a request asks; 0.5 takes twice as long
 * @param workers how many requests it serves at once
 * @param sharing whether all requests share its workers (processor sharing) instead of waiting in one queue (FIFO)
 * @param queue how many requests may wait; {@link #ENDLESS} for any number
 * @param maxConnections how many connections a balancer gives it at most; {@link #ENDLESS} for any number
 * @param backup whether it serves only when no other can
 * @param absent whether it is there only when a fault adds it
 */
public record ScenarioBackend(
        String name,
        int weight,
        double speed,
        int workers,
        boolean sharing,
        int queue,
        int maxConnections,
        boolean backup,
        boolean absent) {
    /** No limit. */
    public static final int ENDLESS = Integer.MAX_VALUE;

    private static final String VALID = "NAME or NAME*COUNT, then any of ,weight=N ,speed=X ,workers=N ,sharing"
            + " ,queue=N ,max-connections=N ,backup ,absent; for example b*3 or slow,speed=0.2";
    /** The most backends of a scenario. */
    public static final int MOST = 100_000;

    private static final double SLOWEST = 0.001;
    private static final double FASTEST = 1_000;
    private static final int HEAVIEST = 256;
    private static final int MOST_WORKERS = 10_000;

    /**
     * Reads one backend, or with {@code NAME*COUNT} so many alike, called NAME1, NAME2, …
     *
     * @throws IllegalArgumentException when the text has another form; its message continues "VALUE …"
     */
    public static List<ScenarioBackend> parse(String text) {
        String[] parts = text.split(",", -1);
        String[] head = parts[0].strip().split("\\*", -1);
        if (head.length > 2 || !head[0].matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("is not a backend; valid is " + VALID);
        }
        ScenarioBackend one = new ScenarioBackend(head[0], 1, 1, 1, false, ENDLESS, ENDLESS, false, false);
        for (int i = 1; i < parts.length; i++) {
            one = one.with(parts[i].strip());
        }
        if (head.length == 1) {
            return List.of(one);
        }
        int count = whole("count", head[1], 1, MOST);
        List<ScenarioBackend> all = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            all.add(one.named(head[0] + i));
        }
        return all;
    }

    /** Capacity: work per second, in seconds of service, which is workers times speed. */
    public double capacity() {
        return workers * speed;
    }

    private ScenarioBackend named(String other) {
        return new ScenarioBackend(other, weight, speed, workers, sharing, queue, maxConnections, backup, absent);
    }

    private ScenarioBackend with(String attribute) {
        int equals = attribute.indexOf('=');
        String key = equals < 0 ? attribute : attribute.substring(0, equals);
        String value = equals < 0 ? "" : attribute.substring(equals + 1);
        return switch (key) {
            case "weight" ->
                new ScenarioBackend(
                        name,
                        whole(key, value, 1, HEAVIEST),
                        speed,
                        workers,
                        sharing,
                        queue,
                        maxConnections,
                        backup,
                        absent);
            case "speed" ->
                new ScenarioBackend(
                        name, weight, speed(value), workers, sharing, queue, maxConnections, backup, absent);
            case "workers" ->
                new ScenarioBackend(
                        name,
                        weight,
                        speed,
                        whole(key, value, 1, MOST_WORKERS),
                        sharing,
                        queue,
                        maxConnections,
                        backup,
                        absent);
            case "queue" ->
                new ScenarioBackend(
                        name,
                        weight,
                        speed,
                        workers,
                        sharing,
                        whole(key, value, 0, ENDLESS),
                        maxConnections,
                        backup,
                        absent);
            case "max-connections" ->
                new ScenarioBackend(
                        name, weight, speed, workers, sharing, queue, whole(key, value, 1, ENDLESS), backup, absent);
            case "sharing", "backup", "absent" -> withWord(attribute);
            default -> throw new IllegalArgumentException("has the attribute " + attribute + "; valid is " + VALID);
        };
    }

    private ScenarioBackend withWord(String word) {
        return switch (word) {
            case "sharing" ->
                new ScenarioBackend(name, weight, speed, workers, true, queue, maxConnections, backup, absent);
            case "backup" ->
                new ScenarioBackend(name, weight, speed, workers, sharing, queue, maxConnections, true, absent);
            case "absent" ->
                new ScenarioBackend(name, weight, speed, workers, sharing, queue, maxConnections, backup, true);
            default -> throw new IllegalArgumentException("has the attribute " + word + "; valid is " + VALID);
        };
    }

    private static int whole(String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException another) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "has " + key + " " + value + "; valid is a whole number from " + least + " to " + most);
    }

    private static double speed(String value) {
        double speed = Decimals.isNumber(value) ? Double.parseDouble(value) : 0;
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw new IllegalArgumentException("has speed " + value + "; valid is a number from 0.001 to 1000");
        }
        return speed;
    }
}

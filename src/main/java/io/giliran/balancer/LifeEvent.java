package io.giliran.balancer;

import java.time.Instant;
import java.util.Map;

/**
 * A stage in the life of a connection.
 *
 * @param connection its number
 * @param event {@code accept}, {@code queue}, {@code pick}, {@code attempt}, {@code connected}, {@code first_byte},
 *     {@code half_close}, {@code bytes} or {@code end}
 * @param fields what more is known, in this order: texts, whole numbers, other numbers, and maps and lists of these
 */
record LifeEvent(long connection, Instant time, String event, Map<String, Object> fields) {}

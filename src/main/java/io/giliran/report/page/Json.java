package io.giliran.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** JSON for the page's script. */
final class Json {
    private static final MathContext SHOWN = new MathContext(4);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Four significant digits each: more cannot be seen; null where there is no number. */
    static ArrayNode numbers(double... values) {
        ArrayNode array = array();
        for (double value : values) {
            if (Double.isFinite(value)) {
                // Without trailing zeros 100 would become 1E+2, which is as good for JSON, and short.
                array.add(BigDecimal.valueOf(value).round(SHOWN).stripTrailingZeros());
            } else {
                array.addNull();
            }
        }
        return array;
    }
}

package io.giliran.admin.http;

import io.giliran.balancer.operate.ControlReply;
import java.util.stream.Collectors;

/** Readiness of the balancer: whether new clients can be served. Thread-safe. */
public final class Readiness {
    /** Stage of the balancer's life. */
    public enum Stage {
        STARTING("the balancer does not listen yet"),
        LISTENING(""),
        STOPPING("the balancer stops");

        private final String reason;

        Stage(String reason) {
            this.reason = reason;
        }
    }

    private volatile Stage stage = Stage.STARTING;

    public void enter(Stage reached) {
        stage = reached;
    }

    /** Reason why new clients cannot be served; empty when they can. */
    public String reasonNot(ControlReply.Backends backends) {
        Stage now = stage;
        if (now != Stage.LISTENING) {
            return now.reason;
        }
        if (backends.backends().stream().anyMatch(ControlReply.BackendView::isEligible)) {
            return "";
        }
        return "no backend may be picked: "
                + backends.backends().stream()
                        .map(backend -> backend.name() + " is " + backend.state() + ", " + backend.reason())
                        .collect(Collectors.joining("; "));
    }
}

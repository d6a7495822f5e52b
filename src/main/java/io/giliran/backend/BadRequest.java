package io.giliran.backend;

/** Reports an invalid request line. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** The reason is one short line of printable ASCII for the client, without a newline. */
    BadRequest(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

package io.giliran.admin.http;

/** Refusal of a call. The message is one line for the caller. */
public final class ApiRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public ApiRefusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    public static ApiRefusal badRequest(String reason) {
        return new ApiRefusal(400, reason);
    }

    ApiAnswer answer() {
        return ApiAnswer.error(status, String.valueOf(getMessage()));
    }
}

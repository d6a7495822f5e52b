package io.giliran.supervision;

import java.io.Serial;

/** Wraps an {@link Error} of one part, so that Akka does not take it for a failure of the whole JVM. */
public final class PartFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    PartFailure(Error cause) {
        super(cause.toString(), cause);
    }

    /**
     * Whether the JVM survives it for certain: a recursion that was too deep, a class that cannot be loaded, a buffer for which
     * there was no direct memory left.
     */
    public static boolean isOfOnePart(Throwable failure) {
        if (failure instanceof VirtualMachineError error) {
            return error instanceof StackOverflowError
                    || String.valueOf(error.getMessage()).contains("direct buffer memory");
        }
        return true;
    }
}

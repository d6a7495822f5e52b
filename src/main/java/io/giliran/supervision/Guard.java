package io.giliran.supervision;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import java.util.function.Supplier;

/** Wraps the behavior of a part: records its starts, failures and end. */
final class Guard<T> extends BehaviorInterceptor<T, T> {
    private final Part part;
    private final OnFailure onFailure;
    private final Runnable ended;

    /** @param ended is called when the part has ended without a failure */
    @SuppressWarnings("unchecked")
    Guard(Part part, OnFailure onFailure, Runnable ended) {
        super((Class<T>) Object.class);
        this.part = part;
        this.onFailure = onFailure;
        this.ended = ended;
    }

    @Override
    public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
        Behavior<T> started = guarded(() -> target.start(context), onFailure);
        part.runs();
        return started;
    }

    @Override
    public Behavior<T> aroundReceive(TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
        return guarded(() -> target.apply(context, message), onFailure);
    }

    @Override
    public Behavior<T> aroundSignal(TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
        try {
            // What has come to its end does not begin anew.
            return guarded(() -> target.apply(context, signal), signal instanceof PostStop ? OnFailure.END : onFailure);
        } finally {
            if (signal instanceof PostStop && !part.hasFailed()) {
                ended.run();
            }
        }
    }

    private Behavior<T> guarded(Supplier<Behavior<T>> step, OnFailure then) {
        try {
            return step.get();
        } catch (Exception failure) {
            part.failed(failure, then);
            throw failure;
        } catch (Error failure) {
            if (!PartFailure.isOfOnePart(failure)) {
                // Akka ends the process of it, for which there has to be memory.
                MemoryReserve.failed(failure);
                throw failure;
            }
            part.failed(failure, then);
            throw new PartFailure(failure);
        }
    }
}

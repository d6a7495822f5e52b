package io.giliran.balancer.model;

import io.giliran.health.HealthListener;
import io.giliran.policy.Backend;
import io.giliran.supervision.Part;
import io.giliran.supervision.PartFailure;
import io.giliran.transport.ConnectFailure;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wraps an observer: an exception of the observer is caught and never reaches the caller. */
public record GuardedObserver(BalancerObserver observer, Part part) implements BalancerObserver {

    private void failed(Throwable failure) {
        part.stumbled(failure);
        if (failure instanceof Error error && !PartFailure.isOfOnePart(error)) {
            throw error;
        }
    }

    @Override
    public void joined(String backend) {
        try {
            observer.joined(backend);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void gone(String backend) {
        try {
            observer.gone(backend);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void picked(String policy, Backend backend) {
        try {
            observer.picked(policy, backend);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void attempted(Backend backend, long nanos, @Nullable ConnectFailure failure) {
        try {
            observer.attempted(backend, nanos, failure);
        } catch (RuntimeException | Error thrown) {
            failed(thrown);
        }
    }

    @Override
    public void passedOver() {
        try {
            observer.passedOver();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void queued() {
        try {
            observer.queued();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void unqueued(long waitedNanos) {
        try {
            observer.unqueued(waitedNanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void moved(Backend backend, long bytesIn, long bytesOut) {
        try {
            observer.moved(backend, bytesIn, bytesOut);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void ended(@Nullable Backend backend, long bytesIn, long bytesOut, long lifetimeNanos, String code) {
        try {
            observer.ended(backend, bytesIn, bytesOut, lifetimeNanos, code);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void refused(String code) {
        try {
            observer.refused(code);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void certificates(Map<String, Instant> ends) {
        try {
            observer.certificates(ends);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void healthChanged(String backend, HealthListener.Change change) {
        try {
            observer.healthChanged(backend, change);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    @Override
    public void checked(String backend, String result, long nanos) {
        try {
            observer.checked(backend, result, nanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }
}

package io.giliran.metrics;

import java.net.InetSocketAddress;

/** Makes records for tests: only what a test is about needs to be said. Times in nanoseconds since the run's start. */
public final class SampleRequest {
    private int client;
    private long request;
    private long intended = 1_000;
    private long connectStart = -1;
    private long connected = -1;
    private long sent = 1_000;
    private long end = 2_000;
    private long firstByte = -1;
    private long work = -1;
    private boolean firstOnConnection;
    private boolean firstAnswered;
    private InetSocketAddress address;
    private String message = "hello";
    private String answer;
    private String backend;
    private Outcome outcome = Outcome.OK;

    public static SampleRequest of(int client) {
        SampleRequest sample = new SampleRequest();
        sample.client = client;
        return sample;
    }

    public SampleRequest number(long value) {
        request = value;
        return this;
    }

    public SampleRequest times(long intendedNanos, long sentNanos, long endNanos) {
        intended = intendedNanos;
        sent = sentNanos;
        end = endNanos;
        return this;
    }

    public SampleRequest connection(long startNanos, long connectedNanos) {
        connectStart = startNanos;
        connected = connectedNanos;
        return this;
    }

    /** The first request of its connection, and the first that is answered. */
    public SampleRequest first() {
        firstOnConnection = true;
        firstAnswered = true;
        return this;
    }

    public SampleRequest firstAnswered() {
        firstAnswered = true;
        return this;
    }

    public SampleRequest firstByte(long nanos) {
        firstByte = nanos;
        return this;
    }

    public SampleRequest work(long nanos) {
        work = nanos;
        return this;
    }

    public SampleRequest from(InetSocketAddress value) {
        address = value;
        return this;
    }

    public SampleRequest message(String value) {
        message = value;
        return this;
    }

    public SampleRequest answered(String by, String text) {
        backend = by;
        answer = text;
        return this;
    }

    public SampleRequest answeredBy(String name) {
        return answered(name, name + " " + message);
    }

    public SampleRequest failed(Outcome value) {
        outcome = value;
        return this;
    }

    public RequestRecord make() {
        return new RequestRecord(
                client,
                request,
                intended,
                connectStart,
                connected,
                sent,
                firstByte,
                end,
                work,
                firstOnConnection,
                firstAnswered && backend != null,
                address,
                message,
                answer,
                backend,
                message.length() + 1,
                answer == null ? 0 : answer.length() + 1,
                outcome);
    }
}

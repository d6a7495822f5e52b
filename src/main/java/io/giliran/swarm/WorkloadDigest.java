package io.giliran.swarm;

import io.giliran.workload.Arrivals;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Digest of a run's workload: equal for runs whose requests start at the same times, have the same sizes, ask for the same work
 * and, to a service that does not speak the line protocol, say the same and expect the same. The digest covers the first
 * {@value #MOST} requests, and the think times of each client.
 */
final class WorkloadDigest {
    private static final int MOST = 10_000;
    private static final int OF_A_CLIENT = 100;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long hash = FNV_OFFSET;

    private WorkloadDigest() {}

    static String of(SwarmSettings settings) {
        WorkloadDigest digest = new WorkloadDigest();
        Draws draws = new Draws(settings);
        if (settings.isOpen()) {
            digest.addArrivals(settings, draws);
        } else {
            digest.addClients(settings, draws);
        }
        Exchange exchange = settings.exchange();
        if (exchange != null) {
            digest.add(exchange);
        }
        return HexFormat.of().toHexDigits(digest.hash);
    }

    private void addArrivals(SwarmSettings settings, Draws draws) {
        Arrivals arrivals = settings.newArrivals();
        Request request = new Request();
        long most = settings.planned() < 0 ? MOST : Math.min(MOST, settings.planned());
        for (long number = 0; number < most; number++) {
            long start = arrivals.nextNanos();
            if (start >= settings.arrivalsEndNanos()) {
                return;
            }
            draws.fillArrival(request, number);
            add(start);
            add(request);
            if (settings.sessionRequests() != null) {
                add(draws.requestsOfSession(number));
                add(draws.thinkNanos(number, 0));
            }
        }
    }

    private void addClients(SwarmSettings settings, Draws draws) {
        Request request = new Request();
        int most = settings.duration() == null ? Math.min(OF_A_CLIENT, settings.requests()) : OF_A_CLIENT;
        for (int client = 0; client < Math.min(settings.clients(), MOST / OF_A_CLIENT); client++) {
            for (int number = 0; number < most; number++) {
                draws.fill(request, client, number);
                add(request);
                add(draws.thinkNanos(client, number));
            }
        }
        add(settings.clients());
    }

    private void add(Request request) {
        add(request.workNanos);
        add(request.payloadBytes);
        add(request.wireBytes);
    }

    private void add(Exchange exchange) {
        add(exchange.text());
        add(exchange.expect().kind().name().getBytes(StandardCharsets.US_ASCII));
        byte[] expected = exchange.expect().text();
        add(expected == null ? new byte[0] : expected);
        add(exchange.expect().length());
    }

    private void add(byte[] text) {
        add(text.length);
        for (byte one : text) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
    }

    private void add(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ (value >>> shift & 0xff)) * FNV_PRIME;
        }
    }
}

package io.giliran.report;

import io.giliran.metrics.RequestRecord;
import java.net.InetSocketAddress;

/** A request as a row of {@code times.csv}; {@link RequestLog} says what is in it. For one thread. */
final class TimesRow {
    static final String HEADER =
            "client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,first_byte_ns,end_ns,"
                    + "work_ns,bytes_out,bytes_in,address,backend,outcome";

    void putTo(ByteText text, RequestRecord request) {
        text.put(request.client()).put(',').put(request.request()).put(',');
        put(text, request.intendedNanos());
        // A kept connection was made once, and is written once.
        put(text, request.firstOnConnection() ? request.connectStartNanos() : -1);
        put(text, request.firstOnConnection() ? request.connectedNanos() : -1);
        put(text, request.sentNanos());
        put(text, request.firstByteNanos());
        put(text, request.endNanos());
        put(text, request.workNanos());
        text.put(request.bytesOut()).put(',').put(request.bytesIn()).put(',');
        InetSocketAddress address = request.localAddress();
        if (address != null) {
            Addresses.putTo(text, address);
        }
        text.put(',');
        String backend = request.backend();
        if (backend != null) {
            VegetaRow.putField(text, "", backend);
        }
        text.put(',').put(request.outcome().key());
    }

    private static void put(ByteText text, long nanos) {
        if (nanos >= 0) {
            text.put(nanos);
        }
        text.put(',');
    }
}

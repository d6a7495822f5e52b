package io.giliran.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceTest {
    @Test
    void readsLinesOfOneTwoOrThreeFields() throws IOException {
        Trace trace = trace("# recorded\n1000\n2000,5000\n\n3500,,64\n");

        assertThat(trace.count()).isEqualTo(3);
        assertThat(trace.offsetNanos(0)).isZero();
        assertThat(trace.offsetNanos(1)).isEqualTo(1_000);
        assertThat(trace.offsetNanos(2)).isEqualTo(2_500);
        assertThat(trace.workNanos(0)).isEqualTo(-1);
        assertThat(trace.workNanos(1)).isEqualTo(5_000);
        assertThat(trace.workNanos(2)).isEqualTo(-1);
        assertThat(trace.bytes(1)).isEqualTo(-1);
        assertThat(trace.bytes(2)).isEqualTo(64);
    }

    /** In the order of ending, as a run writes it; the starts are put in order. */
    @Test
    void readsTheTimesOfARun() throws IOException {
        Trace trace = trace("""
                client,request,intended_ns,connect_start_ns,connected_ns,sent_ns,first_byte_ns,end_ns,work_ns,bytes_out,\
                bytes_in,address,backend,outcome
                1,0,9000,9100,9200,9300,9400,9500,700,40,43,127.0.0.1:40001,b1,ok
                0,0,5000,,,,,99000,,33,0,,,timeout
                """);

        assertThat(trace.count()).isEqualTo(2);
        assertThat(trace.offsetNanos(1)).isEqualTo(4_000);
        assertThat(trace.workNanos(0)).isEqualTo(-1);
        assertThat(trace.bytes(0)).isEqualTo(33);
        assertThat(trace.workNanos(1)).isEqualTo(700);
        assertThat(trace.bytes(1)).isEqualTo(40);
    }

    @Test
    void itsArrivalsEnd() throws IOException {
        Arrivals arrivals = trace("7\n9\n9\n").arrivals();

        assertThat(arrivals.nextNanos()).isZero();
        assertThat(arrivals.nextNanos()).isEqualTo(2);
        assertThat(arrivals.nextNanos()).isEqualTo(2);
        assertThat(arrivals.nextNanos()).isEqualTo(Arrivals.NO_MORE);
    }

    @Test
    void aLongOneIsAllThere() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            lines.append(i * 10).append(',').append(i).append('\n');
        }
        Trace trace = trace(lines.toString());

        assertThat(trace.count()).isEqualTo(5_000);
        assertThat(trace.offsetNanos(4_999)).isEqualTo(49_990);
        assertThat(trace.workNanos(4_999)).isEqualTo(4_999);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has no requests",
                "1,2\\n-5 | line 2: -5 is not a whole number from 0 to 9223372036854775807",
                "1.5 | line 1: 1.5 is not a whole number from 0 to 9223372036854775807",
                "1,3600000000001 | line 1: 3600000000001 is not a whole number from 0 to 3600000000000",
                "1,2,3000000000 | line 1: 3000000000 is not a whole number from 0 to 2147483647",
                "1\\n,5 | line 2: it has no start",
                "5\\n9223372036854775807 | takes longer than 100 days from its first request to its last",
                "time,work_ns\\n1,2 | line 1: the header names no column intended_ns or offset_ns"
            })
    void namesTheLineThatIsNone(String text, String why) {
        assertThatThrownBy(() -> trace(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        why + "; valid are lines offset_ns[,work_ns[,bytes]], or the times.csv of a run, whose header"
                                + " names its columns");
    }

    private static Trace trace(String text) throws IOException {
        return Trace.read(new BufferedReader(new StringReader(text)));
    }
}

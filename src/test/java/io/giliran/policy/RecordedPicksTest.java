package io.giliran.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordedPicksTest {
    private static RecordedPicks of(String... lines) {
        RecordedPicks picks = new RecordedPicks();
        List.of(lines).forEach(picks::take);
        return picks;
    }

    @Test
    void knowsWhoCouldBePickedWhenAndEachFirstPick() {
        RecordedPicks picks = of(
                "pool,p2c,7,3",
                "members,5,0:2:9:primary:a:%5B%3A%3A1%5D%3A80",
                "pick,10,ff,0",
                "opened,10,0",
                "failed,12,0",
                "closed,12,0",
                "pick,12,ff,0,0",
                "members,20,0:2:9:primary:a:a,1:1:5:backup:b:b",
                "observed,21,0,FIRST_BYTE,5",
                "probes,21",
                "probed,21,0,2,6",
                "pick,30,1,",
                "pick,31,ffffffffffffffff,1");

        assertThat(picks.policy()).isEqualTo("p2c");
        assertThat(picks.seed()).isEqualTo(7);
        assertThat(picks.slowStartNanos()).isEqualTo(3);
        assertThat(picks.beginsAnew()).isFalse();
        // Not the second pick of one client, nor one that found nobody.
        assertThat(picks.count()).isEqualTo(2);
        assertThat(picks.key(0)).isEqualTo(255);
        assertThat(picks.number(0)).isEqualTo(1);
        assertThat(picks.key(1)).isEqualTo(-1);
        assertThat(picks.number(1)).isEqualTo(4);
        assertThat(picks.changes())
                .containsExactly(
                        new RecordedPicks.Change(
                                0, List.of(new BackendPool.Member(new Backend(0, "a", 2, "[::1]:80"), false, 9))),
                        new RecordedPicks.Change(
                                1,
                                List.of(
                                        new BackendPool.Member(new Backend(0, "a", 2), false, 9),
                                        new BackendPool.Member(new Backend(1, "b", 1), true, 5))));
    }

    @Test
    void ofAJournalThatBeginsAnewItTakesTheFirstPart() {
        RecordedPicks picks = of(
                "pool,first,1,0",
                "members,5,0:1:9:primary:a:a",
                "pick,10,1,0",
                "pool,random,2,0",
                "members,11,1:1:9:primary:b:b",
                "pick,12,1,1");

        assertThat(picks.beginsAnew()).isTrue();
        assertThat(picks.policy()).isEqualTo("first");
        assertThat(picks.count()).isEqualTo(1);
        assertThat(picks.changes()).hasSize(1);
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatThrownBy(() -> of("pool,first,1,0", "members,5,0:1:9:neither:a:a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 is not a line of a journal of picks: members,5,0:1:9:neither:a:a");
        assertThatThrownBy(() -> of("pick,10,1,0")).hasMessageStartingWith("line 1 is not a line");
        assertThatThrownBy(() -> of("pool,first,1,0", "pick,10,1,0")).hasMessageStartingWith("line 2 is not a line");
    }
}

package io.giliran.policy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin when no backend is passed over: the same turns as {@link SmoothTurns}, without looking at every
 * backend for each.
 *
 * <p>Between its own turns a credit is a straight line over the turns, whose slope is the weight, and it is lines that are
 * compared: a kinetic tournament. The backends are the leaves of a binary tree, and each node knows which of its two winners is
 * ahead and, in whole turns, until when it surely stays so: as long as the gap is at least one growth of the difference of
 * their weights. The root's winner takes the turn and pays, so the nodes above it are played anew; others only when their time
 * has come. All numbers are whole and equal credits go to the one declared first, so the winner of the whole tree is the
 * largest credit, which is the rule of {@link SmoothTurns}.
 *
 * <p>With equal weights nobody ever gains on another, and a turn costs the height of the tree, log n. With unequal ones there
 * is, for each turn, about one more to play at each height where the weights differ; backends of one weight stand together.
 *
 * @see <a href="https://doi.org/10.1006/jagm.1998.0988">Basch, Guibas, Hershberger, Data structures for mobile data, 1999</a>
 */
final class SmoothTournament {
    private static final long NEVER = Long.MAX_VALUE;

    /** The most turns: times the largest weight they fit a long. */
    private static final long MOST_TURNS = 1L << 40;

    private final SmoothTurns turns;
    private Backend[] players = new Backend[0];
    private int[] weight = new int[0];
    private int[] declared = new int[0];
    private long[] creditAtFirst = new long[0];
    private int[] winner = new int[0];
    private long[] until = new long[0];
    private long total;
    private long turn;
    private boolean running;

    /**
     * Creates a tournament that has not begun.
     *
     * @param turns whose credits it begins with, and to whom it gives them back
     */
    SmoothTournament(SmoothTurns turns) {
        this.turns = turns;
    }

    /** Replaces the backends; it must have ended. */
    void set(List<Backend> replaced) {
        int count = replaced.size();
        int[] byWeight = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingInt(i -> replaced.get(i).weight()))
                .mapToInt(i -> i)
                .toArray();
        players = new Backend[count];
        weight = new int[count];
        declared = byWeight;
        creditAtFirst = new long[count];
        winner = new int[2 * count];
        until = new long[2 * count];
        total = 0;
        for (int i = 0; i < count; i++) {
            players[i] = replaced.get(byWeight[i]);
            weight[i] = players[i].weight();
            total += weight[i];
            winner[count + i] = i;
            until[count + i] = NEVER;
        }
    }

    /** The backend whose turn it is; null when there is none. */
    @Nullable
    Backend next() {
        if (players.length == 0) {
            return null;
        }
        if (turn == MOST_TURNS) {
            end();
        }
        if (!running) {
            begin();
        }
        turn++;
        if (until[1] <= turn) {
            playDue(1);
        }
        int won = winner[1];
        creditAtFirst[won] -= total;
        for (int node = (players.length + won) / 2; node > 0; node /= 2) {
            play(node);
        }
        return players[won];
    }

    /** Gives the credits back to the turns, which go on from there without it. */
    void end() {
        if (running) {
            for (int i = 0; i < players.length; i++) {
                turns.credit(players[i], credit(i));
            }
            running = false;
        }
    }

    private void begin() {
        turn = 0;
        running = true;
        for (int i = 0; i < players.length; i++) {
            creditAtFirst[i] = turns.credit(players[i]);
        }
        for (int node = players.length - 1; node > 0; node--) {
            play(node);
        }
    }

    private void playDue(int node) {
        for (int child = 2 * node; child <= 2 * node + 1; child++) {
            if (until[child] <= turn) {
                playDue(child);
            }
        }
        play(node);
    }

    private void play(int node) {
        int ahead = winner[2 * node];
        int behind = winner[2 * node + 1];
        long gap = credit(ahead) - credit(behind);
        if (gap < 0 || (gap == 0 && declared[behind] < declared[ahead])) {
            int other = ahead;
            ahead = behind;
            behind = other;
            gap = -gap;
        }
        long same = Math.min(until[2 * node], until[2 * node + 1]);
        int gain = weight[behind] - weight[ahead];
        if (gain > 0) {
            same = Math.min(same, turn + Math.max(1, gap / gain));
        }
        winner[node] = ahead;
        until[node] = same;
    }

    private long credit(int player) {
        return creditAtFirst[player] + turn * weight[player];
    }
}

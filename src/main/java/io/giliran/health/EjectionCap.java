package io.giliran.health;

/**
 * Maximum number of ejected backends in a pool. The one rule: the percentage, rounded down; but at least one, so that a small
 * pool can eject at all; but never all.
 * <table>
 * <caption>Ejected at most</caption>
 * <tr><th>backends</th><th>0 %</th><th>10 %</th><th>25 %</th><th>50 %</th><th>67 %</th><th>75 %</th><th>100 %</th></tr>
 * <tr><td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td></tr>
 * <tr><td>2</td><td>1</td><td>1</td><td>1</td><td>1</td><td>1</td><td>1</td><td>1</td></tr>
 * <tr><td>3</td><td>1</td><td>1</td><td>1</td><td>1</td><td>2</td><td>2</td><td>2</td></tr>
 * <tr><td>4</td><td>1</td><td>1</td><td>1</td><td>2</td><td>2</td><td>3</td><td>3</td></tr>
 * <tr><td>10</td><td>1</td><td>1</td><td>2</td><td>5</td><td>6</td><td>7</td><td>9</td></tr>
 * </table>
 *
 * <p>Envoy's and gRPC's rules differ from this and from each other: with 4 backends and 100 % Envoy ejects all 4.
 */
final class EjectionCap {
    private static final int WHOLE = 100;

    private EjectionCap() {}

    static int of(int backends, int percent) {
        int share = backends * percent / WHOLE;
        return Math.min(backends - 1, Math.max(1, share));
    }
}

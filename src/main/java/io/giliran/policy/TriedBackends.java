package io.giliran.policy;

import java.util.BitSet;

/** The backends that one client's connection has been offered already; a policy never picks one of them again. */
public final class TriedBackends {
    /** No backend has been tried. Shared and immutable. */
    public static final TriedBackends NONE = new TriedBackends(new BitSet(0), true);

    private final BitSet indexes;
    private final boolean frozen;

    private TriedBackends(BitSet indexes, boolean frozen) {
        this.indexes = indexes;
        this.frozen = frozen;
    }

    /** Adds a backend: returns the same set with it, or a new one when this is shared. */
    public TriedBackends with(Backend backend) {
        TriedBackends own = frozen ? new TriedBackends((BitSet) indexes.clone(), false) : this;
        own.add(backend);
        return own;
    }

    public void add(Backend backend) {
        if (frozen) {
            throw new UnsupportedOperationException("a copy, or NONE, is shared");
        }
        indexes.set(backend.index());
    }

    /** Returns an immutable copy. */
    public TriedBackends copy() {
        return frozen ? this : new TriedBackends((BitSet) indexes.clone(), true);
    }

    /** Whether the same backends are tried. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TriedBackends those && indexes.equals(those.indexes);
    }

    @Override
    public int hashCode() {
        return indexes.hashCode();
    }

    /** Creates a set that can be refilled. */
    static TriedBackends empty() {
        return new TriedBackends(new BitSet(), false);
    }

    /** Becomes those and these together. */
    void become(TriedBackends those, BitSet these) {
        indexes.clear();
        indexes.or(those.indexes);
        indexes.or(these);
    }

    public boolean contains(Backend backend) {
        return indexes.get(backend.index());
    }

    boolean contains(int index) {
        return indexes.get(index);
    }

    public boolean isEmpty() {
        return indexes.isEmpty();
    }

    public int count() {
        return indexes.cardinality();
    }
}

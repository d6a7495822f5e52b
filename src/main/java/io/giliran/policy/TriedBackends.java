package io.giliran.policy;

import java.util.BitSet;

/** The backends that one client's connection has been offered already; a policy never picks one of them again. */
public final class TriedBackends {
    /** Of a client that was offered none yet. Shared: nothing may be added to it. */
    public static final TriedBackends NONE = new TriedBackends(new BitSet(0), true);

    private final BitSet indexes;
    private final boolean frozen;

    private TriedBackends(BitSet indexes, boolean frozen) {
        this.indexes = indexes;
        this.frozen = frozen;
    }

    public static TriedBackends of(Backend first) {
        TriedBackends tried = new TriedBackends(new BitSet(), false);
        tried.add(first);
        return tried;
    }

    public void add(Backend backend) {
        if (frozen) {
            throw new UnsupportedOperationException("NONE is shared");
        }
        indexes.set(backend.index());
    }

    /** One that can be filled anew again and again. */
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

    public int count() {
        return indexes.cardinality();
    }
}

package io.mytracer.packet;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A hash map from long keys other than 0, without boxing, for the drain path.
 *
 * <p>Not thread-safe.
 */
public final class LongMap<V> {
    private static final int SMALLEST = 64;

    private long[] keys = new long[SMALLEST];
    private Object[] values = new Object[SMALLEST];
    private int size;

    /** An empty map. */
    public LongMap() {}

    /** Returns how many keys there are. */
    public int size() {
        return size;
    }

    /** Returns the value of a key; null where there is none. */
    @SuppressWarnings("unchecked")
    public V get(long key) {
        return (V) values[slot(key)];
    }

    /** Enters a value, which is not null, in place of the one before. */
    public void put(long key, V value) {
        if (key == 0) {
            throw new IllegalArgumentException("key 0");
        }
        int slot = slot(key);
        if (values[slot] == null) {
            if (2 * (size + 1) > keys.length) {
                resize(2 * keys.length);
                slot = slot(key);
            }
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    @SuppressWarnings("unchecked")
    V remove(long key) {
        int slot = slot(key);
        V removed = (V) values[slot];
        if (removed == null) {
            return null;
        }
        size--;
        // Linear probing: close the gap with those that were displaced over it.
        int mask = keys.length - 1;
        int gap = slot;
        for (int next = gap + 1 & mask; values[next] != null; next = next + 1 & mask) {
            int home = hash(keys[next]) & mask;
            if ((next - home & mask) >= (next - gap & mask)) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
        }
        values[gap] = null;
        keys[gap] = 0;
        return removed;
    }

    /** Removes those values for which that is true. */
    @SuppressWarnings("unchecked")
    public void removeIf(Predicate<? super V> unwanted) {
        long[] oldKeys = keys.clone();
        Object[] oldValues = values.clone();
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null && unwanted.test((V) oldValues[i])) {
                remove(oldKeys[i]);
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = hash(key) & mask;
        while (values[slot] != null && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Fibonacci hashing: packet ids and cookies are nearly consecutive. */
    private static int hash(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32);
    }

    @SuppressWarnings("unchecked")
    private void resize(int capacity) {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[capacity];
        values = new Object[capacity];
        Arrays.fill(values, null);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}

package io.mytracer.emit;

import java.util.LinkedHashMap;
import java.util.Map;

/** A bounded map that forgets what has not been asked for the longest. Not thread-safe. */
final class Lru<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int bound;

    Lru(int bound) {
        super(2 * bound, 0.75f, true);
        this.bound = bound;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > bound;
    }
}

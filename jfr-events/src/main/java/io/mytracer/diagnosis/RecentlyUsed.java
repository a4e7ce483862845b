package io.mytracer.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size, which gives up what has not been asked for the longest. Not thread-safe.
 *
 * @param <K> of the keys
 * @param <V> of the values
 */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    /**
     * Has nothing yet.
     *
     * @param most entries, more than 0
     */
    public RecentlyUsed(int most) {
        super(64, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}

package io.mytracer.diagnosis;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts times by size: each power of two has 16 buckets, so that a percentile is wrong by 3.2 % at
 * most, and below 16 not at all. 7 KB, whatever it counts. Not thread-safe.
 */
public final class LogHistogram {
    private static final int PER_POWER_BITS = 4;
    private static final int PER_POWER = 1 << PER_POWER_BITS;
    private static final Pattern TOLD = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

    private final long[] buckets = new long[(Long.SIZE - PER_POWER_BITS) * PER_POWER];
    private long count;
    private long sum;
    private long max;

    /** Has counted nothing. */
    public LogHistogram() {}

    /**
     * Counts a value.
     *
     * @param value 0 or more; less counts as 0
     */
    public void add(long value) {
        long counted = Math.max(0, value);
        buckets[index(counted)]++;
        count++;
        sum += counted;
        max = Math.max(max, counted);
    }

    /**
     * Counts what another one has counted.
     *
     * @param other stays as it is
     */
    public void addAll(LogHistogram other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
        sum += other.sum;
        max = Math.max(max, other.max);
    }

    /**
     * Counts what has been counted elsewhere in the same buckets; {@link #sum(long)} is to follow.
     *
     * @param bucket 0 or more
     * @param values how many, 0 or more
     */
    public void addToBucket(int bucket, long values) {
        if (values > 0) {
            buckets[bucket] += values;
            count += values;
            max = Math.max(max, middle(bucket));
        }
    }

    /**
     * Counts what {@link #toString} tells of another one.
     *
     * @param told anything else counts as nothing
     */
    public void addTold(String told) {
        Matcher buckets = TOLD.matcher(told);
        while (buckets.find()) {
            long value = Long.parseLong(buckets.group(1));
            long values = Long.parseLong(buckets.group(2));
            addToBucket(index(value), values);
            sum += value * values;
        }
    }

    /**
     * Says what the values of {@link #addToBucket} come to.
     *
     * @param nanos of all values
     */
    public void sum(long nanos) {
        sum = nanos;
    }

    /** Has counted nothing again. */
    public void clear() {
        Arrays.fill(buckets, 0);
        count = 0;
        sum = 0;
        max = 0;
    }

    /** Returns the middle of each bucket with its count, such as {@code 100:3,104:1}. */
    @Override
    public String toString() {
        return IntStream.range(0, buckets.length)
                .filter(i -> buckets[i] > 0)
                .mapToObj(i -> middle(i) + ":" + buckets[i])
                .collect(Collectors.joining(","));
    }

    /** Returns how many values there are. */
    public long count() {
        return count;
    }

    /** Returns the sum of all values, exactly. */
    public long sum() {
        return sum;
    }

    /** Returns the largest value, exactly; 0 where there is none. */
    public long max() {
        return max;
    }

    /**
     * Returns the value that a share of all does not exceed.
     *
     * @param share from 0 to 1, such as 0.99
     * @return 0 where there is none
     */
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return Math.min(max, middle(i));
            }
        }
        return max;
    }

    private static int index(long value) {
        if (value < PER_POWER) {
            return (int) value;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - PER_POWER_BITS;
        return (power << PER_POWER_BITS) + (int) (value >>> power);
    }

    private static long middle(int index) {
        if (index < 2 * PER_POWER) {
            return index;
        }
        int power = (index >>> PER_POWER_BITS) - 1;
        long first = (long) (PER_POWER + (index & (PER_POWER - 1))) << power;
        return first + (1L << power >>> 1);
    }
}

package io.mytracer.agent;

import java.time.Duration;

/** Reads the values that more than one option has. Every message is the end of a sentence. */
final class OptionValues {
    private OptionValues() {}

    /** A number of bytes with an optional k, m or g (powers of 1024); -1 if it is none. */
    static long bytes(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        int shift =
                switch (text.charAt(text.length() - 1)) {
                    case 'k', 'K' -> 10;
                    case 'm', 'M' -> 20;
                    case 'g', 'G' -> 30;
                    default -> 0;
                };
        long number = number(shift == 0 ? text : text.substring(0, text.length() - 1));
        return number < 0 ? -1 : number << shift;
    }

    /** A time such as 30s, 10m, 2h or 1d; null if it is none. */
    static Duration duration(String text) {
        if (text.length() < 2) {
            return null;
        }
        long number = number(text.substring(0, text.length() - 1));
        if (number <= 0) {
            return null;
        }
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> null;
        };
    }

    /** Up to nine decimal digits; -1 for anything else. */
    static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 9) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    /**
     * How many characters to insert, delete or replace to make one word the other (Levenshtein).
     */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

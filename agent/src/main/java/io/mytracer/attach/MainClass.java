package io.mytracer.attach;

import java.util.List;
import java.util.Set;

/** What a JVM runs, from its command line. */
final class MainClass {
    /** Options of the java launcher whose value is the next word. */
    private static final Set<String> WITH_VALUE =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--add-exports",
                    "--add-opens",
                    "--add-reads",
                    "--patch-module",
                    "--enable-native-access",
                    "--source");

    private MainClass() {}

    /**
     * Returns the class, the module, the file of a jar or of a source; the program where it is
     * another launcher's.
     */
    static String of(List<String> words) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-jar")) {
                return i + 1 < words.size() ? file(words.get(i + 1)) : word;
            }
            if (word.equals("-m") || word.equals("--module")) {
                return i + 1 < words.size() ? words.get(i + 1) : word;
            }
            if (WITH_VALUE.contains(word)) {
                i++;
            } else if (!word.startsWith("-") && !word.startsWith("@")) {
                return file(word);
            }
        }
        return words.isEmpty() ? "?" : file(words.getFirst());
    }

    private static String file(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

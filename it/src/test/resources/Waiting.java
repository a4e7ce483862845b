/** Run from source by a JVM of any version: waits until standard input ends. */
public class Waiting {
    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Only the end matters.
        }
    }
}

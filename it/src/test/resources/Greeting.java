import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Run from source by a JVM of any version: serves itself once, and ends with a code of its own. */
public class Greeting {
    public static void main(String[] arguments) throws Exception {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept();
        client.getOutputStream().write(42);
        System.out.println("hello " + accepted.getInputStream().read());
        System.exit(7);
    }
}

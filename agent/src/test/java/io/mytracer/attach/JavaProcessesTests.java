package io.mytracer.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

class JavaProcessesTests {
    private final long own = ProcessHandle.current().pid();

    @Test
    void thisJvmIsFound() throws Exception {
        try (ServerSocket plain = new ServerSocket(0);
                ServerSocket six = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"));
                Socket client = new Socket("localhost", plain.getLocalPort())) {
            JavaProcess found = JavaProcesses.of(own);

            assertThat(found.javaVersion()).isEqualTo(System.getProperty("java.version"));
            assertThat(found.user()).isEqualTo(System.getProperty("user.name"));
            assertThat(found.ports())
                    .contains(plain.getLocalPort(), six.getLocalPort())
                    .doesNotContain(client.getLocalPort())
                    .isSorted();
            assertThat(found.traced()).isEqualTo(JavaProcess.Traced.NO);
            assertThat(JavaProcesses.all()).anyMatch(process -> process.pid() == own);
        }
    }

    @Test
    void anAgentIsKnownByItsThread() throws Exception {
        Thread agent = Thread.ofPlatform().daemon().name("mytracer").unstarted(this::sleep);
        agent.start();
        while (JavaProcesses.of(own).traced() == JavaProcess.Traced.NO && agent.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(JavaProcesses.of(own).traced()).isEqualTo(JavaProcess.Traced.IDLE);
        agent.interrupt();
        agent.join();
    }

    @Test
    void anotherProgramIsRefused() {
        assertThatExceptionOfType(AttachException.class)
                .isThrownBy(() -> JavaProcesses.of(1))
                .withMessageMatching("1 \\(.*\\) is not a JVM");
        assertThatExceptionOfType(AttachException.class)
                .isThrownBy(() -> JavaProcesses.of(Integer.MAX_VALUE))
                .withMessage("there is no process 2147483647");
    }

    private void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

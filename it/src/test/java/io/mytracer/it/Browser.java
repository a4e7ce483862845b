package io.mytracer.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chromium without a window, driven by its DevTools protocol: messages of JSON, of which the few
 * values that are asked for are read by their pattern. It has no network: every name and address
 * but this host's own fails to resolve.
 */
final class Browser implements AutoCloseable {
    static final String COMMAND = "chromium";

    private static final Duration PATIENCE = Slowness.allow(Duration.ofSeconds(60));
    private static final Pattern TEXT_VALUE =
            Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final Pattern IMAGE = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]*+)\"");
    private static final Pattern TARGET = Pattern.compile("\"targetId\":\"([0-9A-F]+)\"");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([0-9A-F]+)\"");

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private String session;
    private int calls;

    private Browser(Process process, String address) {
        this.process = process;
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(URI.create(address), new Messages())
                        .join();
    }

    /**
     * Starts it with a profile of its own.
     *
     * @param profile an empty directory
     */
    static Browser start(Path profile, int width, int height)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                COMMAND,
                                "--headless",
                                "--no-sandbox", // tests run as root
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                                "--remote-debugging-port=0",
                                "--window-size=" + width + "," + height,
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .start();
        try {
            Output out = new Output(process.getInputStream(), COMMAND);
            String address = out.await("DevTools listening on ", PATIENCE);
            Browser browser = new Browser(process, address);
            browser.attach();
            return browser;
        } catch (AssertionError | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void attach() throws InterruptedException {
        String target = found(TARGET, call("Target.createTarget", "\"url\":\"about:blank\""));
        session =
                found(
                        SESSION,
                        call(
                                "Target.attachToTarget",
                                "\"targetId\":\"" + target + "\",\"flatten\":true"));
        call("Runtime.enable", "");
        call("Log.enable", "");
        call("Page.enable", "");
        call("Network.enable", "");
    }

    /** Opens a file, and waits until a script expression holds; returns how long that took. */
    Duration open(Path page, String until) throws InterruptedException {
        go("about:blank", "location.href === 'about:blank'");
        long begin = System.nanoTime();
        go(page.toUri().toString(), until);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void go(String address, String until) throws InterruptedException {
        call("Page.navigate", "\"url\":\"" + address + "\"");
        Await.until(until, PATIENCE, () -> result(until).contains("\"value\":\"true\""));
    }

    /** Returns a script expression's value as text. */
    String evaluate(String expression) throws InterruptedException {
        String result = result(expression);
        if (result.contains("\"exceptionDetails\"")) {
            throw new AssertionError(expression + ": " + result);
        }
        return unquoted(found(TEXT_VALUE, result));
    }

    /** While a page is being loaded that may be an exception or an error. */
    private String result(String expression) throws InterruptedException {
        return answer(
                "Runtime.evaluate",
                "\"returnByValue\":true,\"awaitPromise\":true,\"expression\":"
                        + quoted("(async () => String(await (" + expression + ")))()"));
    }

    /** Presses a key, by its name in the DOM. */
    void press(String key, int code) throws InterruptedException {
        String event =
                "\"key\":\"%s\",\"code\":\"%s\",\"windowsVirtualKeyCode\":%d"
                        .formatted(key, key, code);
        call("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + event);
        call("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + event);
    }

    /** Says what the reader's system prefers, {@code light} or {@code dark}, and no motion. */
    void prefer(String scheme) throws InterruptedException {
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-reduced-motion\",\"value\":\"reduce\"},"
                        + "{\"name\":\"prefers-color-scheme\",\"value\":\""
                        + scheme
                        + "\"}]");
    }

    /** Takes a picture of what is in the window. */
    Path screenshot(Path file) throws IOException, InterruptedException {
        String answer = call("Page.captureScreenshot", "\"format\":\"png\"");
        return Files.write(file, Base64.getDecoder().decode(found(IMAGE, answer)));
    }

    /** Returns errors and warnings of the console, exceptions, and what was asked of a network. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private String call(String method, String parameters) throws InterruptedException {
        String answer = answer(method, parameters);
        if (!answer.startsWith("{\"id\":" + calls + ",\"result\"")) {
            throw new AssertionError(method + " " + parameters + ": " + answer);
        }
        return answer;
    }

    private String answer(String method, String parameters) throws InterruptedException {
        String to = session == null ? "" : ",\"sessionId\":\"" + session + "\"";
        socket.sendText(
                        "{\"id\":%d%s,\"method\":\"%s\",\"params\":{%s}}"
                                .formatted(++calls, to, method, parameters),
                        true)
                .join();
        String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError(method + " " + parameters + ": no answer");
        }
        return answer;
    }

    private static String found(Pattern pattern, String answer) {
        Matcher matcher = pattern.matcher(answer);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in " + answer);
        }
        return matcher.group(1);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String unquoted(String text) {
        return text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Puts parts together, and sorts answers from what is told unasked. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                take(parts.toString());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            if (message.startsWith("{\"id\":")) {
                answers.add(message);
            } else if (message.contains("\"method\":\"Log.entryAdded\"")
                    || message.contains("\"method\":\"Runtime.exceptionThrown\"")
                    || message.contains("\"method\":\"Runtime.consoleAPICalled\"")
                    || message.contains("\"method\":\"Network.requestWillBeSent\"")
                            && !message.contains("\"url\":\"file:///")) {
                complaints.add(message);
            }
        }
    }
}

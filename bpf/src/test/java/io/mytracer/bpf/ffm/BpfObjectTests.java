package io.mytracer.bpf.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mytracer.bpf.kernel.KernelVersion;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

class BpfObjectTests {
    private BpfObject object;

    @BeforeEach
    void open() throws Exception {
        object = TestObject.open();
    }

    @AfterEach
    void close() {
        if (object != null) {
            object.close();
        }
    }

    /** Makes the program see this process call bpf(2). */
    static void watchSelf(BpfObject object, int discardEvery) {
        MemorySegment settings = object.initialValue(".rodata");
        settings.set(JAVA_INT, 0, (int) ProcessHandle.current().pid());
        settings.set(JAVA_INT, 4, discardEvery);
        settings.set(JAVA_LONG, 8, System.getProperty("os.arch").equals("aarch64") ? 280 : 321);
    }

    static void callBpf(int times) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nothing = arena.allocate(64, 8);
            for (int i = 0; i < times; i++) {
                assertThat(Libc.bpf(4711, nothing)).isEqualTo(-Errno.EINVAL);
            }
        }
    }

    @Test
    void listsItsPrograms() {
        assertThat(object.programs())
                .containsExactlyInAnyOrder(
                        "on_system_call", "without_null_check", "nowhere", "every_task");
    }

    @Test
    void settingsWrittenBeforeLoadReachTheProgramAndGlobalsComeBack() {
        watchSelf(object, 0);
        object.load();
        MemorySegment globals = object.globals(".bss");
        BpfLink link = object.attach("on_system_call");
        long before = globals.get(JAVA_LONG, 8);
        callBpf(5);
        long after = globals.get(JAVA_LONG, 8);
        link.close();
        callBpf(5);

        assertThat(after - before).isEqualTo(5);
        assertThat(globals.get(JAVA_LONG, 8)).as("after the link is closed").isEqualTo(after);
    }

    @Test
    void globalsCanBeWritten() {
        object.load();
        object.globals(".bss").set(JAVA_LONG, 8, 42);
        assertThat(object.globals(".bss").get(JAVA_LONG, 8)).isEqualTo(42);
        assertThat(object.globals(".data").get(JAVA_INT, 0)).isEqualTo(3);
    }

    @Test
    void capacityIsSetBeforeLoad() {
        object.maxEntries("table", 1);
        object.load();
        BpfMap table = object.map("table");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_LONG);
            table.update(arena.allocateFrom(JAVA_INT, 1), value, 0);
            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(() -> table.update(arena.allocateFrom(JAVA_INT, 2), value, 0))
                    .withMessageStartingWith("bpf map update (table): E2BIG");
        }
    }

    @Test
    void flagsAreSetBeforeLoad() {
        object.mapFlags("table", 1 << 20);
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(object::load)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void aRefusedProgramIsToldWithTheVerifiersWords() {
        object.autoload("without_null_check", true);
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(object::load)
                .withMessageStartingWith("bpf_object__load: EACCES (Permission denied); ")
                .satisfies(
                        e -> {
                            assertThat(e.getMessage()).doesNotContain("\n");
                            assertThat(e.detail())
                                    .anyMatch(line -> line.contains("without_null_check"))
                                    .anyMatch(line -> line.contains("map_value_or_null"))
                                    .hasSizeLessThanOrEqualTo(200);
                        });
    }

    @Test
    void linesOfAnEarlierFailureAreNotToldAgain() throws Exception {
        object.autoload("without_null_check", true);
        assertThatExceptionOfType(BpfException.class).isThrownBy(object::load);
        try (BpfObject next = TestObject.open()) {
            next.autoload("nowhere", true);
            next.load();
            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(() -> next.attach("nowhere"))
                    .withMessageStartingWith("bpf_program__attach(nowhere): ENOENT")
                    .satisfies(
                            e ->
                                    assertThat(e.detail())
                                            .isNotEmpty()
                                            .noneMatch(line -> line.contains("null_check")));
        }
    }

    @Test
    void aNameThatIsNotThereIsNamed() {
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> object.attach("nonesuch"))
                .withMessage(
                        "bpf_object__find_program_by_name(nonesuch): ENOENT (No such file or"
                                + " directory); the object has none of that name");
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> object.mapFd(".nonesuch"))
                .withMessageContaining("bpf_object__find_map_by_name(.nonesuch): ENOENT");
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(() -> object.initialValue("table"))
                .withMessageContaining("bpf_map__initial_value(table)");
    }

    @Test
    void somethingElseThanAnObjectIsRefused() {
        assertThatExceptionOfType(BpfException.class)
                .isThrownBy(
                        () -> BpfObject.open(NativeLibrary.find(null), "x", new byte[] {1, 2, 3}))
                .withMessageStartingWith("bpf_object__open_mem: ");
    }

    @Test
    void anIteratorVisitsEveryTask() {
        object.load();
        BpfLink tasks = object.attachIterator("every_task");
        long threads = ProcessHandle.allProcesses().count();
        assertThat(tasks.readIterator()).isGreaterThanOrEqualTo(threads * 8 / 2).isPositive();
        assertThat(tasks.readIterator() % 8).isZero();
        assertThat(tasks.fd()).isPositive();
    }

    @Test
    void anIteratorVisitsOneProcess() {
        assumeThat(KernelVersion.current().atLeast(6, 1)).as("Linux 6.1 or newer").isTrue();
        object.load();
        int process = Math.toIntExact(ProcessHandle.current().pid());
        BpfLink tasks = object.attachIterator("every_task", process);
        assertThat(tasks.readIterator())
                .isPositive()
                .isLessThan(object.attachIterator("every_task").readIterator());
    }

    @Test
    void theKernelCountsForAProgram() {
        watchSelf(object, 0);
        object.load();
        ProgramInfo info = object.info("on_system_call");
        assertThat(info.id()).isPositive();
        assertThat(info.name()).isEqualTo("on_system_call");
        assertThat(info.recursionMisses()).isGreaterThanOrEqualTo(-1);
        assertThat(info.runTimeNanos()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void afterCloseNothingIsTouched() {
        object.load();
        MemorySegment globals = object.globals(".bss");
        BpfMap table = object.map("table");
        BpfLink link = object.attach("on_system_call");
        object.close();
        object.close();
        link.close();

        assertThatIllegalStateException().isThrownBy(() -> globals.get(JAVA_LONG, 8));
        assertThatIllegalStateException().isThrownBy(object::programs);
        assertThatIllegalStateException().isThrownBy(() -> object.attach("on_system_call"));
        assertThatIllegalStateException().isThrownBy(link::fd);
        try (Arena arena = Arena.ofConfined()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> table.delete(arena.allocate(JAVA_INT)));
        }
    }

    @Test
    void linksMayComeAndGoWhileOthersRead() throws Exception {
        object.load();
        List<Throwable> failures = new ArrayList<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        for (int i = 0; i < 50; i++) {
                                            object.info("on_system_call");
                                        }
                                    } catch (RuntimeException e) {
                                        failures.add(e);
                                    }
                                });
        for (int i = 0; i < 20; i++) {
            object.attach("on_system_call").close();
        }
        reader.join();
        assertThat(failures).isEmpty();
    }
}

package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;

/**
 * Every libbpf function that is called, with its C signature. A library is accepted only if it has
 * all of them; all are there since libbpf 1.0.
 *
 * <p>By the 1.0 contract an int function returns -errno, a pointer function NULL and sets errno.
 * Functions are kept to few signatures on purpose: the JDK's linker generates code per signature.
 */
enum LibbpfFunction {
    MAJOR("libbpf_major_version", FunctionDescriptor.of(JAVA_INT)),
    MINOR("libbpf_minor_version", FunctionDescriptor.of(JAVA_INT)),
    POSSIBLE_CPUS("libbpf_num_possible_cpus", FunctionDescriptor.of(JAVA_INT)),
    ENABLE_STATS("bpf_enable_stats", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),
    SET_PRINT("libbpf_set_print", Signature.POINTER_OF_POINTER),

    OBJECT_OPEN(
            "bpf_object__open_mem", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS)),
    OBJECT_LOAD("bpf_object__load", Signature.INT_OF_POINTER),
    OBJECT_CLOSE("bpf_object__close", FunctionDescriptor.ofVoid(ADDRESS)),
    NEXT_PROGRAM("bpf_object__next_program", Signature.POINTER_OF_TWO),
    FIND_PROGRAM("bpf_object__find_program_by_name", Signature.POINTER_OF_TWO),
    FIND_MAP("bpf_object__find_map_by_name", Signature.POINTER_OF_TWO),

    PROGRAM_NAME("bpf_program__name", Signature.POINTER_OF_POINTER),
    PROGRAM_FD("bpf_program__fd", Signature.INT_OF_POINTER),
    PROGRAM_AUTOLOAD("bpf_program__set_autoload", Signature.INT_OF_POINTER_INT),
    PROGRAM_ATTACH("bpf_program__attach", Signature.POINTER_OF_POINTER),
    PROGRAM_ATTACH_ITER("bpf_program__attach_iter", Signature.POINTER_OF_TWO),
    PROGRAM_ATTACH_MULTI("bpf_program__attach_kprobe_multi_opts", Signature.POINTER_OF_THREE),
    PROGRAM_ATTACH_KPROBE("bpf_program__attach_kprobe_opts", Signature.POINTER_OF_THREE),

    LINK_FD("bpf_link__fd", Signature.INT_OF_POINTER),
    LINK_DESTROY("bpf_link__destroy", Signature.INT_OF_POINTER),
    ITER_CREATE("bpf_iter_create", FunctionDescriptor.of(JAVA_INT, JAVA_INT)),

    MAP_FD("bpf_map__fd", Signature.INT_OF_POINTER),
    MAP_TYPE("bpf_map__type", Signature.INT_OF_POINTER),
    MAP_KEY_SIZE("bpf_map__key_size", Signature.INT_OF_POINTER),
    MAP_VALUE_SIZE("bpf_map__value_size", Signature.INT_OF_POINTER),
    MAP_MAX_ENTRIES("bpf_map__set_max_entries", Signature.INT_OF_POINTER_INT),
    MAP_FLAGS("bpf_map__set_map_flags", Signature.INT_OF_POINTER_INT),
    MAP_REUSE("bpf_map__reuse_fd", Signature.INT_OF_POINTER_INT),
    NEXT_MAP("bpf_object__next_map", Signature.POINTER_OF_TWO),
    MAP_NAME("bpf_map__name", Signature.POINTER_OF_POINTER),
    MAP_INITIAL_VALUE("bpf_map__initial_value", Signature.POINTER_OF_TWO),

    LOOKUP("bpf_map_lookup_elem", Signature.INT_OF_FD_TWO),
    NEXT_KEY("bpf_map_get_next_key", Signature.INT_OF_FD_TWO),
    UPDATE(
            "bpf_map_update_elem",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG)),
    DELETE("bpf_map_delete_elem", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS)),
    OBJECT_INFO("bpf_obj_get_info_by_fd", Signature.INT_OF_FD_TWO);

    private static final class Signature {
        static final FunctionDescriptor INT_OF_POINTER = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        static final FunctionDescriptor INT_OF_POINTER_INT =
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
        static final FunctionDescriptor INT_OF_FD_TWO =
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final FunctionDescriptor POINTER_OF_POINTER =
                FunctionDescriptor.of(ADDRESS, ADDRESS);
        static final FunctionDescriptor POINTER_OF_TWO =
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS);
        static final FunctionDescriptor POINTER_OF_THREE =
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    }

    private final String symbol;
    private final FunctionDescriptor descriptor;

    LibbpfFunction(String symbol, FunctionDescriptor descriptor) {
        this.symbol = symbol;
        this.descriptor = descriptor;
    }

    String symbol() {
        return symbol;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }

    /** True if the result is a pointer, whose failure is told by errno. */
    boolean setsErrno() {
        return descriptor.returnLayout().filter(ADDRESS::equals).isPresent();
    }
}

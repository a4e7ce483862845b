package io.mytracer.bpf.ffm;

/**
 * Every libbpf function that is called. A library is accepted only if it has all of them; all are
 * there since libbpf 1.0.
 *
 * <p>By the 1.0 contract an int function returns -errno, a pointer function NULL and sets errno.
 */
enum LibbpfFunction {
    MAJOR("libbpf_major_version"),
    MINOR("libbpf_minor_version"),
    POSSIBLE_CPUS("libbpf_num_possible_cpus"),
    ENABLE_STATS("bpf_enable_stats"),
    SET_PRINT("libbpf_set_print"),

    OBJECT_OPEN("bpf_object__open_mem"),
    OBJECT_LOAD("bpf_object__load"),
    OBJECT_CLOSE("bpf_object__close"),
    NEXT_PROGRAM("bpf_object__next_program"),
    FIND_PROGRAM("bpf_object__find_program_by_name"),
    FIND_MAP("bpf_object__find_map_by_name"),

    PROGRAM_NAME("bpf_program__name"),
    PROGRAM_FD("bpf_program__fd"),
    PROGRAM_AUTOLOAD("bpf_program__set_autoload"),
    PROGRAM_ATTACH("bpf_program__attach"),
    PROGRAM_ATTACH_ITER("bpf_program__attach_iter"),
    PROGRAM_ATTACH_MULTI("bpf_program__attach_kprobe_multi_opts"),
    PROGRAM_ATTACH_KPROBE("bpf_program__attach_kprobe_opts"),

    LINK_FD("bpf_link__fd"),
    LINK_DESTROY("bpf_link__destroy"),
    ITER_CREATE("bpf_iter_create"),

    MAP_FD("bpf_map__fd"),
    MAP_TYPE("bpf_map__type"),
    MAP_KEY_SIZE("bpf_map__key_size"),
    MAP_VALUE_SIZE("bpf_map__value_size"),
    MAP_MAX_ENTRIES("bpf_map__set_max_entries"),
    MAP_FLAGS("bpf_map__set_map_flags"),
    MAP_REUSE("bpf_map__reuse_fd"),
    NEXT_MAP("bpf_object__next_map"),
    MAP_NAME("bpf_map__name"),
    MAP_INITIAL_VALUE("bpf_map__initial_value"),

    LOOKUP("bpf_map_lookup_elem"),
    NEXT_KEY("bpf_map_get_next_key"),
    UPDATE("bpf_map_update_elem"),
    DELETE("bpf_map_delete_elem"),
    OBJECT_INFO("bpf_obj_get_info_by_fd");

    private final String symbol;

    LibbpfFunction(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }
}

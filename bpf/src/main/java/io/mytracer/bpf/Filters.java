package io.mytracer.bpf;

import io.mytracer.bpf.Place.Choice;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelModules;
import io.mytracer.bpf.kernel.KernelVersion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The packet filters of the kernel, and how their verdicts can be watched. All are in modules,
 * which are loaded when somebody sets a rule.
 */
final class Filters {
    /** Functions that evaluate a table of iptables or ebtables, and their modules. */
    private static final Map<String, String> TABLES =
            new TreeMap<>(
                    Map.of(
                            "ipt_do_table", "ip_tables",
                            "ip6t_do_table", "ip6_tables",
                            "ebt_do_table", "ebtables"));

    /** Tells that there may be more than is watched. */
    private static final String MODULE_LOAD = "module_load";

    private static final String CHAIN = "nft_do_chain";
    private static final String NF_TABLES = "nf_tables";

    /**
     * Functions of nftables that may set a verdict, by the modules that may have them. Without
     * these the verdict is known, but not the rule.
     */
    private static final Map<String, List<String>> EXPRESSIONS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry(
                                    NF_TABLES,
                                    List.of(
                                            "nft_immediate_eval",
                                            "nft_lookup_eval",
                                            "nft_objref_eval",
                                            "nft_objref_map_eval",
                                            "nft_exthdr_tcp_strip_eval")),
                            Map.entry(
                                    "nft_objref",
                                    List.of("nft_objref_eval", "nft_objref_map_eval")),
                            Map.entry("nft_reject_ipv4", List.of("nft_reject_ipv4_eval")),
                            Map.entry("nft_reject_ipv6", List.of("nft_reject_ipv6_eval")),
                            Map.entry("nft_reject_inet", List.of("nft_reject_inet_eval")),
                            Map.entry("nft_reject_bridge", List.of("nft_reject_bridge_eval")),
                            Map.entry("nft_reject_netdev", List.of("nft_reject_netdev_eval")),
                            Map.entry(
                                    "nft_compat",
                                    List.of("nft_target_eval_xt", "nft_target_eval_bridge")),
                            Map.entry(
                                    "nft_queue", List.of("nft_queue_eval", "nft_queue_sreg_eval")),
                            Map.entry("nft_nat", List.of("nft_nat_eval", "nft_nat_inet_eval")),
                            Map.entry(
                                    "nft_masq",
                                    List.of(
                                            "nft_masq_eval",
                                            "nft_masq_ipv4_eval",
                                            "nft_masq_ipv6_eval",
                                            "nft_masq_inet_eval")),
                            Map.entry(
                                    "nft_redir",
                                    List.of(
                                            "nft_redir_eval",
                                            "nft_redir_ipv4_eval",
                                            "nft_redir_ipv6_eval",
                                            "nft_redir_inet_eval")),
                            Map.entry("nft_tproxy", List.of("nft_tproxy_eval")),
                            Map.entry("nft_synproxy", List.of("nft_synproxy_eval")),
                            Map.entry(
                                    "nft_fwd_netdev",
                                    List.of("nft_fwd_netdev_eval", "nft_fwd_neigh_eval")),
                            Map.entry("nft_connlimit", List.of("nft_connlimit_eval")),
                            Map.entry("nft_ct", List.of("nft_ct_set_zone_eval"))));

    /** What the programs for kernels before 5.16 end with: there the table is the last argument. */
    private static final String TABLE_LAST = "_table_last";

    private final Places places;
    private final Btf kernel;
    private final KernelModules modules;
    private final Map<String, Btf> known = new HashMap<>();

    Filters(Places places, Btf kernel, KernelModules modules) {
        this.places = places;
        this.kernel = kernel;
        this.modules = modules;
    }

    /** Whether tables whose rules the kernel counts for each CPU are among what is watched. */
    static boolean areCounted(List<String> watched) {
        return watched.contains("ipt_do_table") || watched.contains("ip6t_do_table");
    }

    /** Returns those that the kernel has by now: without their module there are no rules. */
    List<Place> places() {
        List<Place> found = new ArrayList<>();
        found.add(places.tracepoint(MODULE_LOAD, null));
        TABLES.forEach(
                (function, module) -> {
                    if (exists(function, module)) {
                        found.add(table(function, module));
                    }
                });
        if (exists(CHAIN, NF_TABLES)) {
            Place chain = places.function(CHAIN, -1, NF_TABLES, null);
            found.add(chain);
            if (!chain.choices().isEmpty()) {
                found.addAll(expressions());
            }
        }
        return found;
    }

    /** Returns whether a place is one of those that {@link #EXPRESSIONS} lists. */
    static boolean isExpression(Place place) {
        return EXPRESSIONS.values().stream().anyMatch(all -> all.contains(place.function()));
    }

    private List<Place> expressions() {
        List<Place> found = new ArrayList<>();
        EXPRESSIONS.forEach(
                (module, functions) -> {
                    for (String function : functions) {
                        Btf types = types(module);
                        if (types != null && types.hasFunction(function)) {
                            found.add(places.function(function, -1, module, null));
                        }
                    }
                });
        return found;
    }

    private boolean exists(String function, String module) {
        return modules.loaded(module) || kernel.hasFunction(function);
    }

    /** Returns the types that have a module's functions; null where the kernel shows none. */
    private Btf types(String module) {
        if (!modules.loaded(module)) {
            return kernel;
        }
        return modules.hasTypes(module) ? known.computeIfAbsent(module, Btf::module) : null;
    }

    /** A table's function has two forms, since Linux 5.16 and before. */
    private Place table(String function, String module) {
        Place place = places.function(function, -1, module, null);
        Btf types = types(module);
        boolean last =
                types != null && types.hasFunction(function)
                        ? types.pointerArgument(function, "sk_buff") == 0
                        : !KernelVersion.current().atLeast(5, 16);
        return last
                ? new Place(
                        function,
                        null,
                        place.choices().stream().map(Filters::tableLast).toList(),
                        place.missing())
                : place;
    }

    private static Choice tableLast(Choice choice) {
        return new Choice(
                choice.backend(),
                choice.programs().stream().map(program -> program + TABLE_LAST).toList());
    }
}

package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.Errno;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Attaches the programs of hooks_any.h to functions. The kernel refuses an attachment to many
 * functions if it cannot trace one of them, and does not say which: then halves are tried.
 *
 * <p>Not thread-safe.
 */
final class FunctionAttacher {
    /** In a cookie, below the function's number. */
    private static final int FREES = 1;

    /** Where a packet ends for which no tracepoint may have fired. */
    private static final Set<String> FREEING =
            Set.of("kfree_skbmem", "kfree_skb_partial", "napi_skb_free_stolen_head");

    /** That many refusals are no matter of single functions; each takes a dozen trials. */
    private static final int MOST_REFUSED = 500;

    /** What the kernel says where a function is not there, or cannot be traced. */
    private static final Set<Integer> THEIR_OWN = Set.of(Errno.ESRCH, Errno.ENOENT, Errno.EINVAL);

    private final BpfObject object;
    private final Backend backend;
    private final List<BpfLink> links = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /** Attaches programs of a loaded object. */
    FunctionAttacher(BpfObject object, Backend backend) {
        this.object = object;
        this.backend = backend;
    }

    /** Returns the programs that are needed. */
    static Set<String> programs(Backend backend) {
        Set<String> programs = new HashSet<>();
        for (int i = 0; i <= SkbFunction.LAST_ARGUMENT; i++) {
            programs.add(program(backend, i));
        }
        return programs;
    }

    /**
     * Attaches to as many functions as the kernel allows.
     *
     * @param firstNumber of the first of them
     * @throws BpfException if the kernel refuses for a reason that is none of single functions
     */
    void attach(List<SkbFunction> functions, int firstNumber) {
        for (int argument = 0; argument <= SkbFunction.LAST_ARGUMENT; argument++) {
            List<Numbered> some = new ArrayList<>();
            for (int i = 0; i < functions.size(); i++) {
                if (functions.get(i).argument() == argument) {
                    some.add(new Numbered(functions.get(i).name(), firstNumber + i));
                }
            }
            if (backend == Backend.KPROBE_MULTI) {
                attachMulti(program(backend, argument), some);
            } else {
                attachEach(program(backend, argument), some);
            }
        }
    }

    List<BpfLink> links() {
        return links;
    }

    /** Returns the functions that could not be attached to. */
    List<String> refused() {
        return refused;
    }

    private record Numbered(String name, int number) {
        long cookie() {
            return (long) number << 1 | (FREEING.contains(name) ? FREES : 0);
        }
    }

    private static String program(Backend backend, int argument) {
        return (backend == Backend.KPROBE_MULTI ? "any_multi_" : "any_kprobe_") + argument;
    }

    private void attachMulti(String program, List<Numbered> some) {
        if (some.isEmpty()) {
            return;
        }
        try {
            links.add(
                    object.attachMulti(
                            program,
                            some.stream().map(Numbered::name).toList(),
                            some.stream().mapToLong(Numbered::cookie).toArray()));
        } catch (BpfException e) {
            if (some.size() == 1) {
                refuse(some.getFirst(), e);
            } else {
                int half = some.size() / 2;
                attachMulti(program, some.subList(0, half));
                attachMulti(program, some.subList(half, some.size()));
            }
        }
    }

    private void attachEach(String program, List<Numbered> some) {
        for (Numbered function : some) {
            try {
                links.add(object.attachKprobe(program, function.name(), function.cookie()));
            } catch (BpfException e) {
                refuse(function, e);
            }
        }
    }

    private void refuse(Numbered function, BpfException e) {
        if (!THEIR_OWN.contains(e.errno()) || refused.size() == MOST_REFUSED) {
            throw e;
        }
        refused.add(function.name());
    }
}

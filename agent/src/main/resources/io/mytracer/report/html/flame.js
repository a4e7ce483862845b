// Kernel stacks as a flame graph, the outermost function on top.

const FRAME_HEIGHT = 20;
const STACK_KINDS = [
    ["all", () => true], ["drops", (kind) => kind === KIND.DROP],
    ["resets", (kind) => kind === KIND.RESET_SENT || kind === KIND.RESET_RECEIVED],
    ["sent again", (kind) => kind === KIND.RETRANSMIT],
    ["verdicts", (kind) => kind === KIND.VERDICT || kind === KIND.REFUSED],
    ["hops", (kind) => kind === KIND.HOP],
];

const flame = { root: null, zoomed: null, focused: null };

function drawFlame() {
    const holder = byId("flame");
    if (data.stackKinds.length === 0) {
        holder.append(el("p", { class: "lead" }, "There are no kernel stacks in it: the agent's option "
            + "stack=sampled or stack=all has hops tell theirs; drops and resets have them by default."));
        return;
    }
    const present = new Set(data.stackKinds.filter((value, index) => index % 3 === 1));
    const kinds = STACK_KINDS.filter(([, has]) => [...present].some(has));
    const choice = el("select", { id: "flame-kind", onchange: () => showStacks(kinds[choice.selectedIndex][1]) },
        kinds.map(([name]) => el("option", {}, name)));
    flame.path = el("p", { class: "range", "aria-live": "polite" });
    flame.box = el("div", {
        class: "flame", tabindex: 0, role: "tree", onkeydown: flameKey,
        "aria-label": "Kernel stacks. Arrow keys move, Enter zooms, Escape shows all.",
    });
    holder.append(
        el("p", { class: "lead" }, "Each box is a function of the kernel, as wide as it is frequent, below the one "
            + "that called it. Click one, or press Enter, to zoom; Escape shows all."),
        el("p", {}, el("label", { for: "flame-kind" }, "Stacks of "), choice,
            data.stacksLeftOut ? ` ${number(data.stacksLeftOut)} events with further stacks are left out.` : ""),
        flame.box, flame.path);
    showStacks(kinds[0][1]);
}

function showStacks(has) {
    const root = { name: "all", count: 0, children: new Map(), parent: null, depth: 0 };
    for (let i = 0; i < data.stackKinds.length; i += 3) {
        const [stack, kind, times] = data.stackKinds.slice(i, i + 3);
        if (!has(kind)) {
            continue;
        }
        let node = root;
        node.count += times;
        for (const frame of [...data.stacks[stack]].reverse()) {
            const name = texts[frame].replace(/\+0x.*/, "");
            let child = node.children.get(name);
            if (!child) {
                child = { name, count: 0, children: new Map(), parent: node, depth: node.depth + 1 };
                node.children.set(name, child);
            }
            child.count += times;
            node = child;
        }
    }
    flame.root = root;
    zoom(root);
}

function zoom(node) {
    flame.zoomed = node;
    flame.focused = node;
    flame.box.replaceChildren();
    const ancestors = [];
    for (let above = node.parent; above; above = above.parent) {
        ancestors.unshift(above);
    }
    ancestors.forEach((above) => addFrame(above, 0, 1));
    flame.deepest = 0;
    addFrames(node, 0, 1);
    flame.box.style.height = `${(flame.deepest + 1) * FRAME_HEIGHT + 2}px`;
    focusFrame(node);
}

function addFrames(node, left, width) {
    addFrame(node, left, width);
    flame.deepest = Math.max(flame.deepest, node.depth);
    let x = left;
    const children = [...node.children.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    for (const child of children) {
        const part = (width * child.count) / node.count;
        if (part > 0.001) {
            addFrames(child, x, part);
        } else {
            child.box = null;
        }
        x += part;
    }
}

function addFrame(node, left, width) {
    const box = el("div", {
        class: `frame hue-${hue(node.name)}${node.depth < flame.zoomed.depth ? " above" : ""}`,
        role: "treeitem", "aria-level": node.depth + 1, "aria-expanded": node.children.size > 0 ? "true" : null,
        "aria-label": `${node.name}, ${number(node.count)}, ${share(node.count, flame.root.count)}`,
        id: `frame-${flame.box.childElementCount}`,
    }, width > 0.02 ? node.name : "");
    box.style.left = `${left * 100}%`;
    box.style.width = `${width * 100}%`;
    box.style.top = `${node.depth * FRAME_HEIGHT}px`;
    box.addEventListener("click", () => zoom(node));
    box.addEventListener("pointerenter", () => tellFrame(node));
    node.box = box;
    flame.box.append(box);
}

function hue(name) {
    if (/^(tcp|__tcp|inet_csk|mptcp)/.test(name)) {
        return "tcp";
    }
    if (/^(udp|__udp|sock|__sock|sk_|inet|__inet|__sys|__x64|entry_|do_syscall)/.test(name)) {
        return "socket";
    }
    if (/^(ip|__ip|nf_|nft_|ipt_|fib_|icmp)/.test(name)) {
        return "ip";
    }
    if (/(skb|napi|net_|dev_|qdisc|xmit|backlog)/.test(name)) {
        return "device";
    }
    return "other";
}

function tellFrame(node) {
    const explanation = data.explanations[node.name];
    flame.path.textContent = `${node.name}: ${number(node.count)} of ${number(flame.root.count)}, `
        + `${share(node.count, flame.root.count)}.${explanation ? ` ${explanation}` : ""}`;
}

function focusFrame(node) {
    if (!node?.box) {
        return;
    }
    flame.focused?.box?.classList.remove("focused");
    flame.focused = node;
    node.box.classList.add("focused");
    flame.box.setAttribute("aria-activedescendant", node.box.id);
    tellFrame(node);
}

function flameKey(event) {
    const { focused } = flame;
    const siblings = [...(focused.parent?.children.values() ?? [])].filter((node) => node.box)
        .sort((a, b) => parseFloat(a.box.style.left) - parseFloat(b.box.style.left));
    const place = siblings.indexOf(focused);
    const moves = {
        ArrowUp: () => focusFrame(focused.parent),
        ArrowDown: () => focusFrame([...focused.children.values()].filter((node) => node.box)
            .sort((a, b) => b.count - a.count)[0]),
        ArrowLeft: () => focusFrame(siblings[place - 1]),
        ArrowRight: () => focusFrame(siblings[place + 1]),
        Enter: () => zoom(focused),
        Escape: () => zoom(flame.root),
    };
    if (event.key in moves) {
        event.preventDefault();
        moves[event.key]();
    }
}

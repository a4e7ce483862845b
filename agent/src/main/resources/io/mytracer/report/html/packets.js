// The table of packets: search, sorting, and only those rows drawn that are in sight.

const ROW_HEIGHT = 28;
const MARK_CHIPS = [[MARK.DROP, "dropped", "bad", "✕"], [MARK.REFUSED, "refused", "bad", "⊘"], [MARK.RESET, "reset", "bad", "RST"], [MARK.RETRANSMIT, "sent again", "warn", "↻"]];
const HAS = { drop: MARK.DROP, reset: MARK.RESET, retransmit: MARK.RETRANSMIT, refused: MARK.REFUSED, trouble: 15 };

const COLUMNS = [
    { name: "Time", class: "c-time", order: (packet) => packet, cell: (packet) => clock(packets.start[packet]) },
    { name: "Packet", class: "c-id number", order: (packet) => Number(packets.id[packet]), cell: (packet) => isCall(packet) ? "call" : String(packets.id[packet]) },
    { name: "What", class: "c-what", cell: (packet) => whatOf(packet) },
    { name: "From → to", class: "c-ends", cell: (packet) => endsText(packets.ends[packet]).both },
    { name: "Bytes", class: "c-bytes number", order: (packet) => packets.length[packet], cell: (packet) => number(packets.length[packet]) },
    { name: "Thread", class: "c-thread", cell: (packet) => texts[packets.thread[packet]] ?? "–" },
    { name: "Hops", class: "c-hops number", order: (packet) => packets.first[packet + 1] - packets.first[packet], cell: (packet) => number(packets.first[packet + 1] - packets.first[packet]) },
    { name: "Took", class: "c-took number", order: (packet) => packets.duration[packet], cell: (packet) => time(packets.duration[packet]) },
    { name: "Longest in", class: "c-slow", order: (packet) => slowestTime(packet), cell: (packet) => slowestText(packet) },
    { name: "Outcome", class: "c-outcome", cell: (packet) => outcomeOf(packet) },
];

const table = { query: "", range: null, calls: false, view: new Int32Array(0), sort: 0, descending: false, active: -1 };
let lowerTexts = null;

function slowestTime(packet) {
    return packets.slowest[packet] < 0 ? 0 : rows.duration[packets.slowest[packet]];
}

function slowestText(packet) {
    const row = packets.slowest[packet];
    return row < 0 || rows.duration[row] <= 1 ? "–" : `${texts[rows.stage[row]]} ${time(rows.duration[row])}`;
}

function whatOf(packet) {
    if (isCall(packet)) {
        return texts[rows.place[packets.first[packet]]] ?? "call";
    }
    const { protocol } = endsText(packets.ends[packet]);
    const flags = texts[packets.flags[packet]];
    return flags ? `${protocol} ${flags}` : protocol;
}

function outcomeOf(packet) {
    const chips = MARK_CHIPS.filter(([mark]) => packets.marks[packet] & mark).map(([mark, word, tone, sign], nth) => {
        const reason = nth === 0 ? texts[rows.detail[packets.remarkable[packet]]] : null;
        return el("span", { class: `chip ${tone}`, title: reason ? `${word}: ${reason}` : word },
            el("span", { "aria-hidden": "true" }, sign), el("span", { class: "hidden" }, word), reason ? ` ${reason}` : "");
    });
    return chips.length ? chips : [(texts[packets.outcome[packet]] ?? "").toLowerCase()];
}

// The terms of a search: "key:value", "value", and either with quotation marks.
function termsOf(query) {
    return [...query.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)]
        .map(([, key, quotedValue, plain]) => ({ key: key?.toLowerCase(), value: (quotedValue ?? plain).toLowerCase() }));
}

function textsWith(value) {
    lowerTexts ??= texts.map((text) => (text ?? "").toLowerCase());
    return Uint8Array.from(lowerTexts, (text) => (text.includes(value) ? 1 : 0));
}

// Each takes a packet, and says whether it fits.
function testOf({ key, value }) {
    const found = textsWith(value);
    const inRows = (column) => (packet) => {
        for (let row = packets.first[packet]; row < packets.first[packet + 1]; row++) {
            if (found[column[row]]) {
                return true;
            }
        }
        return false;
    };
    const inEnds = (test) => {
        const fits = Uint8Array.from(data.ends, (ends) => (test(ends) ? 1 : 0));
        return (packet) => {
            if (fits[packets.ends[packet]]) {
                return true;
            }
            for (let row = packets.first[packet]; row < packets.first[packet + 1]; row++) {
                if (fits[rows.ends[row]]) {
                    return true;
                }
            }
            return false;
        };
    };
    const any = (...tests) => (packet) => tests.some((test) => test(packet));
    const tests = {
        host: inEnds((ends) => found[ends[1]] || found[ends[3]]),
        port: inEnds((ends) => String(ends[2]) === value || String(ends[4]) === value),
        packet: (packet) => String(packets.id[packet]) === value,
        flow: (packet) => String(packets.flow[packet]) === value,
        thread: any((packet) => found[packets.thread[packet]] === 1, inRows(rows.thread)),
        function: inRows(rows.place),
        stage: inRows(rows.stage),
        reason: inRows(rows.detail),
        device: inRows(rows.device),
        outcome: (packet) => found[packets.outcome[packet]] === 1,
        flags: (packet) => found[packets.flags[packet]] === 1,
        direction: (packet) => found[packets.direction[packet]] === 1,
        has: (packet) => (packets.marks[packet] & (HAS[value] ?? 0)) !== 0,
    };
    if (key) {
        return tests[key] ?? (() => false);
    }
    const everywhere = any(tests.host, tests.function, tests.thread, tests.reason, tests.stage, tests.device,
        tests.outcome, tests.flags, inEnds((ends) => found[ends[0]]));
    return /^\d+$/.test(value) ? any(tests.port, tests.packet, tests.flow, everywhere) : everywhere;
}

function applyFilter() {
    const tests = termsOf(table.query).map(testOf);
    const { range, calls } = table;
    const view = [];
    for (let packet = 0; packet < packets.count; packet++) {
        const inTime = !range || (packets.start[packet] <= range[1] && packets.start[packet] + packets.duration[packet] >= range[0]);
        if (inTime && (calls || !isCall(packet)) && tests.every((test) => test(packet))) {
            view.push(packet);
        }
    }
    table.view = sorted(Int32Array.from(view));
    table.active = -1;
    table.scroller.scrollTop = 0;
    table.spacer.style.height = `${view.length * ROW_HEIGHT}px`;
    table.grid.setAttribute("aria-rowcount", view.length + 1);
    const all = calls ? packets.count : table.packetCount;
    table.status.textContent = view.length === all ? plural(all, "packet") : `${number(view.length)} of ${plural(all, "packet")}`;
    drawRows();
}

function sorted(view) {
    const { order } = COLUMNS[table.sort];
    const sign = table.descending ? -1 : 1;
    return table.sort === 0 && !table.descending ? view
        : view.sort((a, b) => sign * (order(a) - order(b)) || a - b);
}

function searchFor(query) {
    table.query = query;
    table.search.value = query;
    applyFilter();
    byId("packets").scrollIntoView();
    table.scroller.focus({ preventScroll: true });
}

function drawPackets() {
    table.packetCount = packets.id.filter((id) => id !== 0).length;
    let pause;
    table.search = el("input", {
        id: "search", type: "search", placeholder: "address, port, function, reason, packet, thread …", spellcheck: "false",
        oninput: () => {
            clearTimeout(pause);
            pause = setTimeout(() => {
                table.query = table.search.value;
                applyFilter();
            }, 120);
        },
    });
    table.status = el("output", { "aria-live": "polite" });
    table.timeChip = el("button", { type: "button", class: "chip", hidden: true, onclick: () => selectRange(null) });
    table.spacer = el("div", { class: "spacer", role: "presentation" });
    table.head = el("div", { class: "row head", role: "row" });
    table.scroller = el("div", { class: "scroller", tabindex: 0, onscroll: drawRows, onkeydown: tableKey,
        role: "presentation", "aria-label": "Packets: arrow keys move, and show a packet's journey" }, table.spacer);
    table.grid = el("div", { class: "grid", role: "grid", "aria-label": "Packets" }, table.head, table.scroller);
    table.journey = el("aside", { class: "journey", "aria-live": "polite", "aria-label": "Journey of a packet" },
        el("p", { class: "lead" }, "Choose a packet to see its way through the kernel."));
    const calls = packets.count > table.packetCount
        ? el("label", {}, el("input", { type: "checkbox", onchange: (event) => {
            table.calls = event.target.checked;
            applyFilter();
        } }), " calls on sockets") : null;
    byId("packet-table").append(
        el("div", { class: "tools", role: "search" },
            el("label", { for: "search", class: "hidden" }, "Search packets"), table.search, quickSearches(), calls, table.timeChip, table.status),
        el("details", { class: "hint" }, el("summary", {}, "How to search"),
            el("p", {}, "All words must fit. A word may be part of an address, function, reason, thread, stage, device or "
                + "outcome; a number is a port or a packet. To be exact: "),
            el("p", {}, ["port:8080", "host:10.0.0.1", "packet:796", "thread:worker", "function:tcp_v4_rcv", "stage:QDISC",
                "reason:NO_SOCKET", "flow:12", "device:eth0", "flags:SYN", "outcome:dropped", "has:drop", "has:reset",
                "has:retransmit", "has:refused", "has:trouble"].flatMap((example) => [el("code", {}, example), " "]))),
        el("div", { class: "split" }, table.grid, table.journey));
    drawHead();
    onRange((range) => {
        table.range = range;
        table.timeChip.hidden = !range;
        table.timeChip.textContent = range ? `${clock(range[0], 3)} – ${clock(range[1], 3)} ✕` : "";
        applyFilter();
    });
    new ResizeObserver(drawRows).observe(table.scroller);
    applyFilter();
}

function quickSearches() {
    const present = MARK_CHIPS.filter(([mark]) => packets.marks.some((marks) => marks & mark));
    const key = (mark) => Object.keys(HAS).find((name) => HAS[name] === mark);
    return present.map(([mark, word, tone]) => el("button", { type: "button", class: `chip ${tone}`, onclick: () => {
        table.search.value = table.query = `has:${key(mark)}`;
        applyFilter();
    } }, word));
}

function drawHead() {
    table.head.replaceChildren(...COLUMNS.map((column, index) => {
        const chosen = table.sort === index;
        const direction = chosen ? (table.descending ? "descending" : "ascending") : null;
        return el("div", { class: column.class, role: "columnheader", "aria-sort": direction },
            column.order ? el("button", { type: "button", onclick: () => sortBy(index) },
                `${column.name}${chosen ? (table.descending ? " ↓" : " ↑") : ""}`) : column.name);
    }));
}

function sortBy(index) {
    table.descending = table.sort === index ? !table.descending : index !== 0;
    table.sort = index;
    drawHead();
    table.view = sorted(table.view);
    drawRows();
}

function drawRows() {
    const { scroller, view } = table;
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - 4);
    const last = Math.min(view.length, first + Math.ceil(scroller.clientHeight / ROW_HEIGHT) + 8);
    const drawn = [];
    for (let place = first; place < last; place++) {
        drawn.push(rowOf(place));
    }
    table.spacer.replaceChildren(...drawn);
    if (view.length === 0) {
        table.spacer.append(el("p", { class: "lead" }, "No packet fits."));
    }
}

function rowOf(place) {
    const packet = table.view[place];
    const active = place === table.active;
    const row = el("div", {
        class: `row${active ? " active" : ""}${packets.marks[packet] ? " marked" : ""}`, role: "row", id: `row-${place}`,
        "aria-rowindex": place + 2, "aria-selected": active ? "true" : "false", onclick: () => activate(place),
    }, COLUMNS.map((column) => el("div", { class: column.class, role: "gridcell" }, column.cell(packet))));
    row.style.top = `${place * ROW_HEIGHT}px`;
    return row;
}

function activate(place) {
    if (table.view.length === 0) {
        return;
    }
    const { scroller } = table;
    table.active = Math.min(table.view.length - 1, Math.max(0, place));
    const top = table.active * ROW_HEIGHT;
    if (top < scroller.scrollTop) {
        scroller.scrollTop = top;
    } else if (top + ROW_HEIGHT > scroller.scrollTop + scroller.clientHeight) {
        scroller.scrollTop = top + ROW_HEIGHT - scroller.clientHeight;
    }
    drawRows();
    scroller.setAttribute("aria-activedescendant", `row-${table.active}`);
    showJourney(table.view[table.active]);
}

function tableKey(event) {
    const page = Math.max(1, Math.floor(table.scroller.clientHeight / ROW_HEIGHT) - 1);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity, Enter: 0 };
    if (event.key in moves) {
        event.preventDefault();
        activate(table.active + moves[event.key]);
    }
}

// Shows a packet wherever the page is, with all filters off that hide it.
function openPacket(packet) {
    if (!table.view.includes(packet)) {
        table.query = table.search.value = "";
        line.range = null;
        table.calls ||= isCall(packet);
        selectRange(null);
    }
    activate(table.view.indexOf(packet));
    byId("packets").scrollIntoView();
    table.scroller.focus({ preventScroll: true });
}

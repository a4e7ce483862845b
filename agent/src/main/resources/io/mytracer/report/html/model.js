// The data of the page, unpacked. Every text in it may come from a recording, and is shown as text.

const data = JSON.parse(document.getElementById("data").textContent);
const texts = data.texts;

const KIND = { HOP: 0, VERDICT: 1, REFUSED: 2, DROP: 3, RESET_SENT: 4, RESET_RECEIVED: 5, RETRANSMIT: 6 };
const MARK = { DROP: 1, RESET: 2, RETRANSMIT: 4, REFUSED: 8 };
const MARK_OF_KIND = [0, 0, MARK.REFUSED, MARK.DROP, MARK.RESET, MARK.RESET, MARK.RETRANSMIT];

function sums(differences, from) {
    const all = new Float64Array(differences.length);
    let sum = from;
    for (let i = 0; i < differences.length; i++) {
        sum += differences[i];
        all[i] = sum;
    }
    return all;
}

const rows = data.rows;
const packets = unpackPackets(data.packets);

// Gives each packet its rows, their times, and what its row of the table shows: where it was longest,
// and the most important of what happened to it.
function unpackPackets(columns) {
    const count = columns.id.length;
    const start = sums(columns.start, 0);
    const first = new Int32Array(count + 1);
    const marks = new Uint8Array(count);
    const remarkable = new Int32Array(count).fill(-1);
    const slowest = new Int32Array(count).fill(-1);
    const duration = new Float64Array(count);
    const time = new Float64Array(rows.time.length);
    let row = 0;
    for (let packet = 0; packet < count; packet++) {
        first[packet] = row;
        let at = start[packet];
        for (const end = row + columns.rows[packet]; row < end; row++) {
            at += rows.time[row];
            time[row] = at;
            const mark = MARK_OF_KIND[rows.kind[row]];
            if (mark && (remarkable[packet] < 0 || mark < MARK_OF_KIND[rows.kind[remarkable[packet]]])) {
                remarkable[packet] = row;
            }
            marks[packet] |= mark;
            if (rows.kind[row] === KIND.HOP
                && (slowest[packet] < 0 || rows.duration[row] > rows.duration[slowest[packet]])) {
                slowest[packet] = row;
            }
        }
        duration[packet] = columns.duration[packet] >= 0 ? columns.duration[packet] : at - start[packet];
    }
    first[count] = row;
    rows.time = time;
    return { ...columns, count, start, first, marks, remarkable, slowest, duration };
}

function isCall(packet) {
    return packets.id[packet] === 0;
}

function packetOfId(id) {
    return packets.id.findIndex((known) => String(known) === String(id));
}

function endsText(index) {
    const [protocol, source, sourcePort, destination, destinationPort] = data.ends[index];
    const from = address(texts[source], sourcePort);
    const to = address(texts[destination], destinationPort);
    return { protocol: texts[protocol] ?? "", from, to, both: `${from} → ${to}` };
}

function address(host, port) {
    if (host === null) {
        return "–";
    }
    if (port === 0) {
        return host;
    }
    return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

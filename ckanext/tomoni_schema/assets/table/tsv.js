// Rows as spreadsheets put them on the clipboard, and back; and as the CSV that is published.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});

  // A quoted cell may hold tabs, newlines and doubled quotes; a quote that is never closed is only a character.
  const quoted = (text, start) => {
    let at = start + 1;
    let value = "";
    for (;;) {
      const end = text.indexOf('"', at);
      if (end < 0) return null;
      value += text.slice(at, end);
      if (text[end + 1] !== '"') {
        const next = text[end + 1];
        return next === undefined || next === "\t" || next === "\n" ? { value, end: end + 1 } : null;
      }
      value += '"';
      at = end + 2;
    }
  };

  T.parse = (clipboard) => {
    const text = clipboard.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    let at = 0;
    for (;;) {
      const found = text[at] === '"' ? quoted(text, at) : null;
      let end = found ? found.end : at;
      while (!found && end < text.length && text[end] !== "\t" && text[end] !== "\n") end += 1;
      rows[rows.length - 1].push(found ? found.value : text.slice(at, end));
      if (end >= text.length) return rows;
      if (text[end] === "\n") rows.push([]);
      at = end + 1;
    }
  };

  const wrap = (value, special) => (special.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  T.format = (rows) => rows.map((row) => row.map((cell) => wrap(cell, /[\t\n"]/)).join("\t")).join("\n");
  T.csv = (rows) => `\ufeff${rows.map((row) => `${row.map((cell) => wrap(cell, /[,\n\r"]/)).join(",")}\r\n`).join("")}`;

  // One spelling for a column's name, as far as a paste needs it: width, blanks, marks of required columns.
  const plain = (name) =>
    name.normalize("NFKC").replace(/[（(【[]?(必須|任意|推奨)[）)】\]]?$/u, "").replace(/[\s*※◎○]/gu, "").toLowerCase();

  // Where each pasted column belongs when the first row names columns of the table; null when it does not.
  T.match = (names, columns) => {
    const known = new Map();
    columns.forEach((column, n) => (column.aliases || []).forEach((name) => known.set(plain(name), n)));
    columns.forEach((column, n) => known.set(plain(column.name), n));
    const places = names.map((name) => (name.trim() && known.has(plain(name)) ? known.get(plain(name)) : -1));
    const found = places.filter((n) => n >= 0);
    const filled = names.filter((name) => name.trim()).length;
    return found.length >= 2 && new Set(found).size === found.length && found.length >= filled * 0.6 ? places : null;
  };
})();

// The rows, each change of which can be undone and done again. Knows nothing of the page.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const DEEPEST = 500;

  const isBlank = (row) => !row.cells.some((cell) => cell.trim() !== "");

  T.Model = class {
    // `limits.rows` bounds the table; `prefill` is what a row holds from the moment something is typed into it.
    constructor({ columns, rows, prefill, limits }) {
      Object.assign(this, { columns, limits, done: [], undone: [], version: 0, listeners: [] });
      this.prefill = Object.entries(prefill || {}).map(([n, value]) => [Number(n), value]);
      this.rows = rows.map((cells) => this.row(cells));
    }

    // `found` holds what the server's check said of the row as it is; null when it has not been asked since a change.
    row(cells) {
      const width = this.columns.length;
      return { cells: Array.from({ length: width }, (_, n) => (cells && cells[n]) || ""), found: null, version: 0 };
    }

    cell(row, column) {
      return this.rows[row] ? this.rows[row].cells[column] : "";
    }

    isBlank(row) {
      return !this.rows[row] || isBlank(this.rows[row]);
    }

    get filled() {
      return this.rows.filter((row) => !isBlank(row)).length;
    }

    // The rows as they are saved: the blank ones at the end are left out.
    content() {
      let end = this.rows.length;
      while (end && isBlank(this.rows[end - 1])) end -= 1;
      return this.rows.slice(0, end).map((row) => row.cells.slice());
    }

    onChange(listener) {
      this.listeners.push(listener);
    }

    // `cells` are [row, column, value]; those beyond the bounds are dropped and counted in the answer.
    edit(cells) {
      const fits = cells.filter(([row, column]) => row < this.limits.rows && column < this.columns.length);
      const wanted = fits.map(([row, column, value]) => [row, column, value.slice(0, this.limits.cell)]);
      this.extend(wanted.reduce((last, [row]) => Math.max(last, row), -1));
      const changes = [...this.filledIn(wanted), ...wanted]
        .map(([row, column, value]) => ({ row: this.rows[row], column, before: this.rows[row].cells[column], after: value }))
        .filter((change) => change.before !== change.after);
      if (changes.length) this.perform({ kind: "cells", changes });
      return cells.length - fits.length;
    }

    filledIn(wanted) {
      const given = new Set(wanted.map(([row, column]) => `${row},${column}`));
      const begun = new Set(wanted.filter(([row, , value]) => value.trim() && isBlank(this.rows[row])).map(([row]) => row));
      return [...begun].flatMap((row) =>
        this.prefill.filter(([column]) => !given.has(`${row},${column}`)).map(([column, value]) => [row, column, value]));
    }

    extend(last) {
      while (this.rows.length <= last) this.rows.push(this.row());
    }

    insert(index, count) {
      this.extend(index - 1);
      const room = Math.min(count, this.limits.rows - this.rows.length);
      if (room > 0) this.perform({ kind: "insert", index, rows: Array.from({ length: room }, () => this.row()) });
      return count - Math.max(room, 0);
    }

    remove(index, count) {
      const rows = this.rows.slice(index, index + count);
      if (rows.length) this.perform({ kind: "remove", index, rows });
    }

    // Another content in place of all there is, as one step.
    replace(rows) {
      const width = this.columns.length;
      const cells = [];
      for (let row = 0; row < Math.max(rows.length, this.rows.length); row += 1) {
        for (let column = 0; column < width; column += 1) cells.push([row, column, (rows[row] || [])[column] || ""]);
      }
      const kept = this.prefill;
      this.prefill = [];
      this.edit(cells);
      this.prefill = kept;
    }

    perform(step) {
      this.apply(step, true);
      this.done.push(step);
      if (this.done.length > DEEPEST) this.done.shift();
      this.undone = [];
      this.changed();
    }

    undo() {
      const step = this.done.pop();
      if (!step) return false;
      this.apply(step, false);
      this.undone.push(step);
      this.changed();
      return true;
    }

    redo() {
      const step = this.undone.pop();
      if (!step) return false;
      this.apply(step, true);
      this.done.push(step);
      this.changed();
      return true;
    }

    apply(step, forward) {
      if (step.kind === "cells") {
        for (const { row, column, before, after } of step.changes) {
          row.cells[column] = forward ? after : before;
          row.found = null;
          row.version += 1;
        }
      } else if ((step.kind === "insert") === forward) {
        this.rows.splice(step.index, 0, ...step.rows);
      } else {
        this.rows.splice(step.index, step.rows.length);
      }
    }

    changed() {
      this.version += 1;
      this.listeners.forEach((listener) => listener());
    }
  };
})();

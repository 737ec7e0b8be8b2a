// What is wrong in which cell: the browser's own checks at once, the server's (the quality check's) a moment later.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const PAUSE = 800;
  const WHOLE = 500;
  const GRADES = ["error", "warning", "info"];

  const worst = (found) => GRADES.find((grade) => found.some((one) => one.severity === grade)) || "info";

  T.Judge = class {
    constructor({ model, ask, texts, language, on }) {
      Object.assign(this, { model, ask, texts, language, on, table: [], available: true });
      model.onChange(() => this.soon());
    }

    soon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.run().catch(() => {}), PAUSE);
    }

    // Everything known of one cell; the server's word counts while the row is as it was when it was asked.
    findings(row, column) {
      const line = this.model.rows[row];
      if (!line || this.model.isBlank(row)) return [];
      return line.found ? line.found.filter((one) => one.column === column) : this.atOnce(line, column);
    }

    atOnce(line, column) {
      const said = T.check(this.model.columns[column], line.cells[column], this.texts.checks);
      return said ? [{ severity: "error", column, title: said, detail: "", fix: "" }] : [];
    }

    ofRow(row) {
      const line = this.model.rows[row];
      if (this.model.isBlank(row)) return [];
      return line.found || line.cells.flatMap((_, column) => this.atOnce(line, column));
    }

    judge(row, column) {
      const found = this.findings(row, column);
      return found.length ? { severity: worst(found), text: found.map((one) => one.title).join(" ") } : null;
    }

    // Ask about the whole of a small table, about the changed rows of a large one; `whole` asks about everything.
    async run(whole) {
      clearTimeout(this.waiting);
      const rows = this.model.rows.filter((_, n) => !this.model.isBlank(n));
      const all = whole || rows.length <= WHOLE;
      const asked = all ? rows : rows.filter((row) => !row.found).slice(0, WHOLE);
      if (!asked.length) {
        this.table = [];
        return this.on(null);
      }
      const versions = asked.map((row) => row.version);
      const answer = await this.ask(asked.map((row) => row.cells));
      this.available = answer.available;
      if (!answer.available) return this.on(answer);
      asked.forEach((row, n) => { if (row.version === versions[n]) row.found = []; });
      for (const one of answer.cells) {
        const row = asked[one.row];
        if (row.version === versions[one.row]) row.found.push(this.told(one));
      }
      asked.forEach((row) => row.found && row.found.sort((a, b) => a.column - b.column));
      if (all) this.table = answer.table.map((one) => this.told(one));
      if (!all && rows.some((row) => !row.found)) this.soon();
      return this.on(all ? answer : null);
    }

    told(one) {
      const language = this.language;
      return {
        severity: one.severity,
        column: one.column,
        title: one[language],
        detail: one[`detail_${language}`] || "",
        fix: one[`fix_${language}`] || "",
        suggestion: one.suggestion || null,
        count: one.count,
        name: one.column_name,
      };
    }

    // The places to mend, in the order of the table; at most `limit` of them, with how many there are.
    places(limit) {
      const listed = [];
      const counts = { error: 0, warning: 0, info: 0 };
      this.model.rows.forEach((_, row) => this.ofRow(row).forEach((one) => {
        counts[one.severity] += 1;
        if (listed.length < limit) listed.push({ row, ...one });
      }));
      return { listed, counts };
    }
  };
})();

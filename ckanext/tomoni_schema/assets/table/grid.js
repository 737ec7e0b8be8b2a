// The grid on the page: draws the rows in view and moves about in them.
//
// A text box lies over the active cell and always has the focus, so that an input method (かな漢字変換) begins in a
// place that can be written in: a grid that opens its editor on a key loses the first kana.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const ROW = 34;
  const HEAD = 74;
  const NUMBERS = 56;
  const SPARE_ROWS = 30;
  const AHEAD = 12;

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  T.make = make;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  T.Grid = class {
    // `say` tells how a cell is judged ({severity, text} or null) and what the visitor does (onMove, onPaste …).
    constructor(root, model, texts, say) {
      Object.assign(this, { root, model, texts, say, active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } });
      this.editing = null;
      this.widths = model.columns.map((column) => clamp([...column.name].length * 15 + 30, 112, 260));
      this.lefts = this.widths.reduce((all, width) => [...all, all[all.length - 1] + width], [NUMBERS]);
      this.build();
      this.listen();
    }

    // Draw for the first time: what the page says of cells must be ready.
    show() {
      this.draw();
      this.place();
    }

    get count() {
      return Math.min(this.model.rows.length + SPARE_ROWS, this.model.limits.rows);
    }

    get range() {
      const { active, anchor } = this;
      return {
        top: Math.min(active.row, anchor.row),
        bottom: Math.max(active.row, anchor.row),
        left: Math.min(active.column, anchor.column),
        right: Math.max(active.column, anchor.column),
      };
    }

    build() {
      const { texts, model } = this;
      this.body = make("div", { role: "grid", class: "tomoni-grid__body", "aria-label": texts.grid });
      this.body.setAttribute("aria-colcount", model.columns.length + 1);
      this.body.style.width = `${this.lefts[this.lefts.length - 1]}px`;
      this.head = make("div", { role: "row", class: "tomoni-grid__head", "aria-rowindex": 1 });
      this.head.append(make("div", { role: "columnheader", class: "tomoni-grid__number", "aria-colindex": 1 }, texts.row));
      model.columns.forEach((column, n) => this.head.append(this.heading(column, n)));
      this.window = make("div", { role: "rowgroup", class: "tomoni-grid__rows" });
      this.body.append(make("div", { role: "rowgroup", class: "tomoni-grid__top" }), this.window);
      this.body.firstChild.append(this.head);
      this.editor = make("textarea", { class: "tomoni-grid__editor", rows: 1, spellcheck: "false", autocomplete: "off" });
      this.editor.setAttribute("aria-describedby", "tomoni-grid-keys");
      this.list = make("ul", { role: "listbox", class: "tomoni-grid__list", id: "tomoni-grid-list", hidden: "" });
      this.list.setAttribute("aria-label", texts.choices);
      this.root.append(this.body, this.editor, this.list);
    }

    heading(column, n) {
      const head = make("div", { role: "columnheader", class: "tomoni-grid__cell", "aria-colindex": n + 2 });
      head.dataset.column = n;
      head.style.width = `${this.widths[n]}px`;
      head.append(make("span", { class: "tomoni-grid__name" }, column.name || this.texts.unnamed));
      const mark = this.texts.levels[column.own ? "own" : column.level];
      if (mark) head.append(make("span", { class: `tomoni-grid__mark tomoni-grid__mark--${column.own ? "own" : column.level}` }, mark));
      return head;
    }

    draw() {
      const { root, model } = this;
      this.body.style.height = `${HEAD + this.count * ROW}px`;
      this.body.setAttribute("aria-rowcount", this.count + 1);
      const first = clamp(Math.floor((root.scrollTop - HEAD) / ROW) - AHEAD, 0, this.count);
      const last = Math.min(Math.ceil((root.scrollTop + root.clientHeight) / ROW) + AHEAD, this.count);
      const rows = [];
      for (let row = first; row < last; row += 1) rows.push(this.drawRow(row));
      this.window.replaceChildren(...rows);
      if (model.rows.length > this.count) this.active.row = clamp(this.active.row, 0, this.count - 1);
    }

    drawRow(row) {
      const { top, bottom, left, right } = this.range;
      const line = make("div", { role: "row", class: "tomoni-grid__row", "aria-rowindex": row + 2 });
      line.style.top = `${HEAD + row * ROW}px`;
      const number = make("div", { role: "rowheader", class: "tomoni-grid__number", "aria-colindex": 1 }, row + 1);
      number.dataset.row = row;
      line.append(number);
      const blank = this.model.isBlank(row);
      this.model.columns.forEach((_, column) => {
        const cell = make("div", { role: "gridcell", class: "tomoni-grid__cell", "aria-colindex": column + 2 }, this.model.cell(row, column));
        cell.dataset.row = row;
        cell.dataset.column = column;
        cell.style.width = `${this.widths[column]}px`;
        const judged = blank ? null : this.say.judge(row, column);
        if (judged) {
          cell.classList.add(`is-${judged.severity}`);
          if (judged.severity === "error") cell.setAttribute("aria-invalid", "true");
        }
        const selected = row >= top && row <= bottom && column >= left && column <= right;
        if (selected) cell.classList.add("is-selected");
        cell.setAttribute("aria-selected", String(selected));
        line.append(cell);
      });
      return line;
    }

    // Lay the text box over the active cell, and let the page know where it is.
    place() {
      const { row, column } = this.active;
      const style = this.editor.style;
      style.left = `${this.lefts[column]}px`;
      style.top = `${HEAD + row * ROW}px`;
      style.width = `${this.widths[column]}px`;
      style.height = `${ROW}px`;
      this.editor.setAttribute("aria-label", this.spoken(row, column));
      if (this.model.columns[column].enum) {
        this.editor.setAttribute("role", "combobox");
        this.editor.setAttribute("aria-controls", this.list.id);
        this.editor.setAttribute("aria-expanded", String(!this.list.hidden));
      } else {
        ["role", "aria-controls", "aria-expanded", "aria-activedescendant"].forEach((name) => this.editor.removeAttribute(name));
      }
      this.say.moved(row, column);
    }

    spoken(row, column) {
      const { name } = this.model.columns[column];
      return T.fill(this.texts.spoken, { row: row + 1, column: name, value: this.model.cell(row, column) || this.texts.blank });
    }

    reveal() {
      const { root, active } = this;
      const top = active.row * ROW;
      const room = root.clientHeight - HEAD - ROW - 18;
      if (top < root.scrollTop) root.scrollTop = top;
      else if (top > root.scrollTop + room) root.scrollTop = top - room;
      const left = this.lefts[active.column] - NUMBERS;
      const width = root.clientWidth - NUMBERS - this.widths[active.column] - 18;
      if (left < root.scrollLeft) root.scrollLeft = left;
      else if (left > root.scrollLeft + width) root.scrollLeft = Math.min(left, left - width);
    }

    go(row, column, extend) {
      this.commit();
      this.active = { row: clamp(row, 0, this.count - 1), column: clamp(column, 0, this.model.columns.length - 1) };
      if (!extend) this.anchor = { ...this.active };
      this.reveal();
      this.draw();
      this.place();
    }

    focus() {
      this.editor.focus({ preventScroll: true });
    }

    begin(text, quick) {
      this.editing = { quick };
      if (text !== null) this.editor.value = text;
      this.editor.classList.add("is-editing");
      this.grow();
      this.offer();
    }

    grow() {
      this.editor.style.height = `${ROW}px`;
      this.editor.style.height = `${clamp(this.editor.scrollHeight + 2, ROW, 160)}px`;
    }

    end() {
      this.editing = null;
      this.editor.value = "";
      this.editor.classList.remove("is-editing");
      this.list.hidden = true;
    }

    commit() {
      if (!this.editing) return;
      const value = this.editor.value.replace(/\r\n?/g, "\n");
      const { row, column } = this.active;
      this.end();
      this.model.edit([[row, column, value]]);
      this.draw();
    }

    cancel() {
      this.end();
      this.place();
    }

    // The choices of a code list, under the cell.
    offer() {
      const column = this.model.columns[this.active.column];
      if (!column.enum) return;
      const written = this.editor.value.trim();
      const fitting = column.enum.filter((choice) => choice.includes(written));
      const shown = fitting.length && !column.enum.includes(written) ? fitting : column.enum;
      this.list.replaceChildren(...shown.map((choice, n) => {
        const item = make("li", { role: "option", id: `tomoni-grid-choice-${n}`, "aria-selected": String(choice === written) }, choice);
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          this.editor.value = choice;
          this.commit();
          this.place();
        });
        return item;
      }));
      this.chosen = shown.indexOf(written);
      this.list.style.left = this.editor.style.left;
      this.list.style.top = `${parseFloat(this.editor.style.top) + ROW}px`;
      this.list.style.minWidth = this.editor.style.width;
      this.list.hidden = false;
      this.editor.setAttribute("aria-expanded", "true");
    }

    choose(step) {
      const items = [...this.list.children];
      this.chosen = (this.chosen + step + items.length) % items.length;
      items.forEach((item, n) => item.setAttribute("aria-selected", String(n === this.chosen)));
      items[this.chosen].scrollIntoView({ block: "nearest" });
      this.editor.value = items[this.chosen].textContent;
      this.editor.setAttribute("aria-activedescendant", items[this.chosen].id);
    }

    listen() {
      const { root, editor } = this;
      let waiting = 0;
      root.addEventListener("scroll", () => {
        cancelAnimationFrame(waiting);
        waiting = requestAnimationFrame(() => this.draw());
      });
      new ResizeObserver(() => this.draw()).observe(root);
      root.addEventListener("pointerdown", (event) => this.press(event));
      root.addEventListener("dblclick", (event) => this.pressTwice(event));
      editor.addEventListener("keydown", (event) => this.key(event));
      editor.addEventListener("compositionstart", () => this.editing || this.begin(null, true));
      editor.addEventListener("input", () => {
        if (!this.editing) this.begin(null, true);
        this.grow();
        this.offer();
      });
      editor.addEventListener("blur", () => {
        this.commit();
        root.classList.remove("has-focus");
      });
      editor.addEventListener("focus", () => root.classList.add("has-focus"));
      ["copy", "cut", "paste"].forEach((kind) => editor.addEventListener(kind, (event) => this.clipboard(kind, event)));
    }

    press(event) {
      const cell = event.target.closest(".tomoni-grid__cell, .tomoni-grid__number");
      if (!cell || event.button !== 0) return;
      event.preventDefault();
      const row = cell.dataset.row === undefined ? null : Number(cell.dataset.row);
      const column = cell.dataset.column === undefined ? null : Number(cell.dataset.column);
      const again = event.pointerType === "touch" && row === this.active.row && column === this.active.column;
      this.point(row, column, event.shiftKey);
      this.focus();
      if (again) this.begin(this.model.cell(row, column), false);
      else if (event.pointerType === "mouse" && row !== null && column !== null) this.drag();
    }

    // A row's number takes the row, a heading the column, the corner everything.
    point(row, column, extend) {
      const last = { row: Math.max(this.model.rows.length - 1, 0), column: this.model.columns.length - 1 };
      if (row !== null && column !== null) return this.go(row, column, extend);
      this.commit();
      this.active = { row: row === null ? 0 : row, column: column === null ? 0 : column };
      if (!extend) this.anchor = { row: row === null ? last.row : row, column: column === null ? last.column : column };
      this.draw();
      return this.place();
    }

    drag() {
      const move = (event) => {
        const cell = document.elementFromPoint(event.clientX, event.clientY);
        const over = cell && cell.closest(".tomoni-grid__cell[data-row]");
        if (over && this.root.contains(over)) this.go(Number(over.dataset.row), Number(over.dataset.column), true);
      };
      const stop = () => document.removeEventListener("pointermove", move);
      document.addEventListener("pointermove", move);
      document.addEventListener("pointerup", stop, { once: true });
    }

    pressTwice(event) {
      if (event.target.closest(".tomoni-grid__cell[data-row]")) this.begin(this.model.cell(this.active.row, this.active.column), false);
    }

    key(event) {
      // While a word is being converted every key belongs to the input method.
      if (event.isComposing || event.keyCode === 229) return;
      const handled = this.editing ? this.keyWhileEditing(event) : this.keyWhileMoving(event);
      if (handled) event.preventDefault();
    }

    keyWhileEditing(event) {
      const { row, column } = this.active;
      const listed = !this.list.hidden;
      if (event.key === "Enter" && event.altKey) {
        this.editor.setRangeText("\n", this.editor.selectionStart, this.editor.selectionEnd, "end");
        this.grow();
        return true;
      }
      if (event.key === "Escape") return this.cancel() || true;
      if (event.key === "Enter") return this.go(row + (event.shiftKey ? -1 : 1), column) || true;
      if (event.key === "Tab") return this.go(row, column + (event.shiftKey ? -1 : 1)) || true;
      if (listed && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        this.choose(event.key === "ArrowDown" ? 1 : -1);
        return true;
      }
      const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
      if (!step || !this.editing.quick || event.shiftKey) return false;
      this.go(row + step[0], column + step[1]);
      return true;
    }

    keyWhileMoving(event) {
      const { row, column } = this.active;
      const command = event.ctrlKey || event.metaKey;
      if (command && event.key.toLowerCase() === "z") return this.say.undo(event.shiftKey) || true;
      if (command && event.key.toLowerCase() === "y") return this.say.undo(true) || true;
      if (command && event.key.toLowerCase() === "a") return this.point(null, null, false) || true;
      const page = Math.max(Math.floor((this.root.clientHeight - HEAD) / ROW) - 1, 1);
      const lastRow = Math.max(this.model.rows.length - 1, 0);
      const lastColumn = this.model.columns.length - 1;
      const target = {
        ArrowDown: command ? [lastRow, column] : [row + 1, column],
        ArrowUp: command ? [0, column] : [row - 1, column],
        ArrowRight: command ? [row, lastColumn] : [row, column + 1],
        ArrowLeft: command ? [row, 0] : [row, column - 1],
        PageDown: [row + page, column],
        PageUp: [row - page, column],
        Home: command ? [0, 0] : [row, 0],
        End: command ? [lastRow, lastColumn] : [row, lastColumn],
      }[event.key];
      if (event.altKey && event.key === "ArrowDown") return this.begin(this.model.cell(row, column), false) || true;
      if (target) return this.go(target[0], target[1], event.shiftKey) || true;
      if (event.key === "Enter") return this.go(row + (event.shiftKey ? -1 : 1), column) || true;
      if (event.key === "Tab") return this.go(row, column + (event.shiftKey ? -1 : 1)) || true;
      if (event.key === "F2") return this.begin(this.model.cell(row, column), false) || true;
      if (event.key === "Delete" || event.key === "Backspace") return this.clear() || true;
      if (event.key === "Escape") return this.say.leave() || true;
      return false;
    }

    cells() {
      const { top, bottom, left, right } = this.range;
      const found = [];
      for (let row = top; row <= bottom; row += 1) {
        found.push(Array.from({ length: right - left + 1 }, (_, n) => this.model.cell(row, left + n)));
      }
      return found;
    }

    clear() {
      const { top, left } = this.range;
      this.model.edit(this.cells().flatMap((cells, row) => cells.map((_, column) => [top + row, left + column, ""])));
      this.draw();
      this.place();
    }

    clipboard(kind, event) {
      if (this.editing) return;
      event.preventDefault();
      if (kind === "paste") {
        this.say.paste(T.parse(event.clipboardData.getData("text/plain")), this.range);
        return;
      }
      event.clipboardData.setData("text/plain", T.format(this.cells()));
      if (kind === "cut") this.clear();
    }
  };
})();

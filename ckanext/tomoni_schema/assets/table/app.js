// The page of a table: opens it, and joins the grid, the checks, the drafts and the buttons.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const LISTED = 100;
  const { make, fill } = T;

  const start = async (root) => {
    const config = JSON.parse(document.getElementById("tomoni-table-config").textContent);
    const { texts, language } = config;
    const part = (name) => root.querySelector(`[data-part="${name}"]`);
    const button = (name) => root.querySelector(`[data-do="${name}"]`);
    const api = T.api(config.api);
    const say = (name, text) => { part(name).textContent = text; };
    const time = (iso) => new Date(iso).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    const place = (row, column) => fill(texts.place, { row: row + 1, column: model.columns[column].name || texts.unnamed });

    const failure = (error) => {
      const said = error.said || {};
      return [said.conflict, said.table, said.message, Object.values(said).find(Array.isArray)]
        .map((text) => (Array.isArray(text) ? text[0] : text)).find((text) => typeof text === "string") || texts.unreachable;
    };

    const notice = (kind, text, buttons) => {
      const told = [...part("notices").children].find((box) => box.firstChild.textContent === text);
      if (told) told.remove();
      const box = make("div", { class: `alert alert-${kind} d-flex flex-wrap gap-2 align-items-center`, role: kind === "danger" ? "alert" : "status" });
      box.append(make("span", { class: "me-auto" }, text));
      for (const [label, act] of buttons || []) {
        const one = make("button", { type: "button", class: "btn btn-sm btn-secondary" }, label);
        one.addEventListener("click", () => { box.remove(); act(); });
        box.append(one);
      }
      part("notices").append(box);
      return box;
    };

    let opened;
    try {
      opened = await api("tomoni_table_show", config.target);
    } catch (error) {
      part("loading").remove();
      notice("danger", failure(error), []);
      return;
    }
    part("loading").remove();
    part("editor").hidden = false;
    const model = new T.Model(opened);
    const target = { ...config.target, standard: opened.standard.id };
    let base = opened.base;

    const keeper = new T.Keeper({
      key: `${opened.package_id}:${opened.resource_id || opened.standard.id}`,
      model,
      draft: opened.draft,
      send: (content) => api("tomoni_table_draft_save", { ...target, header: opened.header, base, ...content }),
      on: (state, told) => {
        say("saving", {
          saving: () => texts.saving,
          saved: () => fill(texts.saved, { time: time(told.modified) }),
          offline: () => texts.offline,
          conflict: () => texts.notsaved,
          refused: () => texts.notsaved,
        }[state]());
        if (state === "conflict") conflict(told);
        if (state === "refused") notice("danger", failure(told), []);
      },
    });

    const conflict = (error) => {
      notice("danger", failure(error), [
        [texts.loadtheirs, () => { keeper.stop(); window.location.reload(); }],
        [texts.overwrite, async () => {
          const now = await api("tomoni_table_show", config.target);
          keeper.overwrite(now.draft ? now.draft.revision : 0).catch(() => {});
        }],
      ]);
    };

    const judge = new T.Judge({
      model,
      texts,
      language,
      ask: (rows) => api("tomoni_table_check", { ...target, header: opened.header, rows }),
      on: () => refresh(),
    });

    const grid = new T.Grid(part("grid"), model, texts, {
      judge: (row, column) => judge.judge(row, column),
      moved: (row, column) => describe(row, column),
      undo: (again) => undo(again),
      leave: () => button("undo").closest("[role=toolbar]").querySelector("button:not(:disabled)").focus(),
      paste: (rows, range) => paste(rows, range),
    });

    // The panel beside the grid: what the column holds and what is wrong in the cell.
    const describe = (row, column) => {
      const spec = model.columns[column];
      const box = part("cell");
      const title = make("h2", { class: "h5" }, place(row, column));
      const parts = [title];
      const about = language === "ja" ? spec.ja || "" : spec.en || spec.ja || "";
      if (about) parts.push(make("p", { class: "mb-1" }, about));
      const facts = [];
      if (spec.enum) facts.push([texts.choices, spec.enum.join(texts.comma)]);
      if (spec.example) facts.push([texts.example, spec.example]);
      if (facts.length) {
        const list = make("dl", { class: "tomoni-table__facts" });
        facts.forEach(([term, text]) => list.append(make("dt", {}, term), make("dd", {}, text)));
        parts.push(list);
      }
      const found = judge.findings(row, column);
      found.forEach((one) => parts.push(fault(one, row, column)));
      box.replaceChildren(...parts);
      say("spoken", [place(row, column), model.cell(row, column) || texts.blank, ...found.map((one) => `${texts.grades[one.severity]}: ${one.title}${one.detail}`)].join("。"));
    };

    const fault = (one, row, column) => {
      const box = make("div", { class: `tomoni-table__fault is-${one.severity}` });
      box.append(make("strong", {}, `${texts.grades[one.severity]}: ${one.title}`));
      if (one.detail) box.append(make("p", { class: "mb-1" }, one.detail));
      if (one.fix) box.append(make("p", { class: "mb-1" }, one.fix));
      if (one.suggestion) {
        const take = make("button", { type: "button", class: "btn btn-sm btn-secondary" }, fill(texts.take, { value: one.suggestion }));
        take.addEventListener("click", () => { model.edit([[row, column, one.suggestion]]); grid.go(row, column); grid.focus(); });
        box.append(take);
      }
      return box;
    };

    let drawing = 0;
    const refresh = () => {
      cancelAnimationFrame(drawing);
      drawing = requestAnimationFrame(() => {
        grid.draw();
        grid.editor.setAttribute("aria-label", grid.spoken(grid.active.row, grid.active.column));
        describe(grid.active.row, grid.active.column);
        const { listed, counts } = judge.places(LISTED);
        say("count", fill(texts.count, { rows: model.filled, ...counts }));
        const items = judge.table.map((one) => problem(one, null)).concat(listed.map((one) => problem(one, one.row)));
        part("problems").replaceChildren(...(items.length ? items : [make("li", { class: "text-muted" }, texts.noproblem)]));
        button("undo").disabled = !model.done.length;
        button("redo").disabled = !model.undone.length;
        button("publish").disabled = !model.filled;
      });
    };

    const problem = (one, row) => {
      const item = make("li", { class: `tomoni-table__problem is-${one.severity}` });
      const text = `${texts.grades[one.severity]}: ${one.title}${one.detail ? ` — ${one.detail}` : ""}`;
      if (row === null) {
        const name = one.name ? `${one.name}: ` : "";
        item.append(make("span", {}, `${name}${text}`), make("span", { class: "d-block small" }, one.fix));
        return item;
      }
      const go = make("button", { type: "button", class: "btn btn-link p-0 text-start" }, `${place(row, one.column)} ${text}`);
      go.addEventListener("click", () => {
        grid.go(row, one.column);
        grid.focus();
        part("grid").scrollIntoView({ block: "nearest" });
      });
      item.append(go);
      return item;
    };

    const undo = (again) => {
      if (again ? model.redo() : model.undo()) grid.place();
    };

    // Rows that come with their header go to the columns of those names, whatever their order was.
    const paste = (rows, range) => {
      const places = T.match(rows[0], model.columns);
      const single = rows.length === 1 && rows[0].length === 1;
      let cells;
      let top = range.top;
      if (places) {
        cells = rows.slice(1).flatMap((row, n) => row.flatMap((value, m) => (places[m] >= 0 ? [[top + n, places[m], value]] : [])));
      } else if (single) {
        cells = grid.cells().flatMap((row, n) => row.map((_, m) => [top + n, range.left + m, rows[0][0]]));
      } else {
        cells = rows.flatMap((row, n) => row.map((value, m) => [top + n, range.left + m, value]));
      }
      const dropped = model.edit(cells);
      grid.place();
      const unknown = places ? rows[0].filter((name, n) => name.trim() && places[n] < 0) : [];
      const told = [];
      if (places) told.push(fill(texts.pasted, { rows: rows.length - 1 }));
      if (unknown.length) told.push(fill(texts.unknown, { names: unknown.join(texts.comma) }));
      if (dropped) told.push(fill(texts.dropped, { count: dropped, limit: model.limits.rows }));
      if (told.length) notice(dropped || unknown.length ? "warning" : "info", told.join(""), [[texts.close, () => grid.focus()]]);
    };

    const download = () => {
      const rows = model.content().filter((row) => row.some((cell) => cell.trim()));
      const link = make("a", { download: opened.filename });
      link.href = URL.createObjectURL(new Blob([T.csv([opened.header, ...rows])], { type: "text/csv" }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    };

    const dialog = part("dialog");
    const ready = async () => {
      grid.commit();
      say("verdict", texts.checking);
      part("refused").hidden = true;
      button("confirm").disabled = true;
      dialog.showModal();
      try {
        await keeper.save();
        await judge.run(true);
        const { counts } = judge.places(0);
        judge.table.forEach((one) => { counts[one.severity] += 1; });
        const key = counts.error ? "witherrors" : counts.warning ? "withwarnings" : "clean";
        say("verdict", fill(judge.available ? texts[key] : texts.unchecked, { rows: model.filled, ...counts }));
        button("confirm").disabled = false;
      } catch (error) {
        refuse(error);
      }
    };

    const refuse = (error) => {
      say("verdict", "");
      part("refused").textContent = failure(error);
      part("refused").hidden = false;
    };

    let overwrite = false;
    const publish = async () => {
      button("confirm").disabled = true;
      say("verdict", texts.publishing);
      const name = part("name");
      try {
        const made = await api("tomoni_table_publish", { ...target, revision: keeper.revision, name: name ? name.value.trim() : "", overwrite });
        keeper.stop();
        keeper.forget();
        dialog.close();
        published(made);
      } catch (error) {
        refuse(error);
        if ((error.said.slug || [])[0] === "file-changed") {
          overwrite = true;
          button("confirm").textContent = texts.publishover;
          button("confirm").disabled = false;
        }
      }
    };

    const published = (made) => {
      part("editor").hidden = true;
      part("notices").replaceChildren();
      const page = config.pages.resource.replace("__resource__", encodeURIComponent(made.resource_id));
      part("resource").href = page;
      part("quality").href = `${page}/quality`;
      part("again").href = config.pages.again.replace("__resource__", encodeURIComponent(made.resource_id));
      part("published").hidden = false;
      part("published").querySelector("h2").focus();
    };

    const selected = () => ({ top: grid.range.top, count: grid.range.bottom - grid.range.top + 1 });
    const acts = {
      undo: () => undo(false),
      redo: () => undo(true),
      insert: () => { model.insert(selected().top, selected().count); grid.go(selected().top, grid.active.column); },
      remove: () => { const { top, count } = selected(); model.remove(top, count); grid.go(top, grid.active.column); },
      check: () => judge.run(true).catch((error) => notice("danger", failure(error), [])),
      save: () => keeper.save().catch(() => {}),
      download,
      publish: ready,
      confirm: publish,
      cancel: () => { dialog.close(); grid.focus(); },
      discard: async () => {
        if (!window.confirm(texts.discard)) return;
        keeper.stop();
        keeper.forget();
        await api("tomoni_table_draft_delete", config.target).catch(() => {});
        window.location.reload();
      },
    };
    root.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-do]");
      if (pressed) acts[pressed.dataset.do]();
    });

    model.onChange(refresh);
    opened.notes.forEach((note) => notice("info", note[language], []));
    if (opened.changed) {
      notice("warning", texts.changed, [
        [texts.usefile, acts.discard],
        [texts.keepdraft, () => { base = opened.base; keeper.overwrite(keeper.revision).catch(() => {}); }],
      ]);
      base = opened.draft.base;
    } else if (opened.draft) {
      say("saving", fill(texts.reopened, { user: opened.draft.user, time: new Date(opened.draft.modified).toLocaleString(language) }));
    }
    const kept = keeper.remembered();
    if (kept) {
      notice("warning", fill(texts.remembered, { time: new Date(kept.at).toLocaleString(language) }), [
        [texts.restore, () => { model.replace(kept.rows); grid.focus(); }],
        [texts.throwaway, () => keeper.forget()],
      ]);
    }
    grid.show();
    refresh();
    judge.soon();
    grid.focus();
    root.dataset.ready = "true";
  };

  const root = document.getElementById("tomoni-table");
  if (root) start(root);
})();

// Nothing typed is lost: every change goes to this browser at once, and to the server a moment later.
(() => {
  "use strict";
  const T = (globalThis.tomoniTable = globalThis.tomoniTable || {});
  const SOON = 400;
  const LATER = 2000;
  const AGAIN = 15000;

  // An answer of the action API, or an error that carries what it said.
  T.api = (base) => async (action, data) => {
    const field = document.querySelector("meta[name=csrf_field_name]");
    const token = field && document.querySelector(`meta[name="${field.content}"]`);
    const reply = await fetch(`${base}${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.content : "" },
      body: JSON.stringify(data),
    });
    const answer = await reply.json().catch(() => null);
    if (reply.ok && answer && answer.success) return answer.result;
    throw Object.assign(new Error(`HTTP ${reply.status}`), { said: (answer && answer.error) || {}, status: reply.status });
  };

  T.Keeper = class {
    // `on` hears "saving", "saved", "offline", "conflict", "refused".
    constructor({ key, model, send, draft, on }) {
      Object.assign(this, { key: `tomoni-table:${key}`, model, send, on, revision: draft ? draft.revision : 0 });
      this.savedVersion = model.version;
      this.stopped = false;
      model.onChange(() => this.touch());
      window.addEventListener("pagehide", () => this.remember());
      document.addEventListener("visibilitychange", () => document.hidden && this.pending && this.save().catch(() => {}));
      window.addEventListener("beforeunload", (event) => this.pending && event.preventDefault());
    }

    get pending() {
      return !this.stopped && this.model.version !== this.savedVersion;
    }

    touch() {
      if (this.stopped) return;
      clearTimeout(this.soon);
      clearTimeout(this.later);
      this.soon = setTimeout(() => this.remember(), SOON);
      this.later = setTimeout(() => this.save().catch(() => {}), LATER);
    }

    remember() {
      if (!this.pending) return;
      const kept = { at: new Date().toISOString(), revision: this.revision, rows: this.model.content() };
      try {
        localStorage.setItem(this.key, JSON.stringify(kept));
      } catch {
        // Full or forbidden: the server has it in two seconds.
      }
    }

    // What this browser kept and the server has not; null when there is nothing of the kind.
    remembered() {
      try {
        const kept = JSON.parse(localStorage.getItem(this.key));
        const same = kept && JSON.stringify(kept.rows) === JSON.stringify(this.model.content());
        return kept && Array.isArray(kept.rows) && !same ? kept : null;
      } catch {
        return null;
      }
    }

    forget() {
      clearTimeout(this.soon);
      try {
        localStorage.removeItem(this.key);
      } catch {
        // Forbidden: then nothing was kept.
      }
    }

    // One save at a time; a change during a save is saved after it. After a conflict somebody chooses first.
    save() {
      clearTimeout(this.later);
      if (this.blocked) return Promise.reject(this.blocked);
      if (!this.running) this.running = this.saveNow().finally(() => { this.running = null; });
      return this.running;
    }

    async saveNow() {
      while (this.pending || !this.revision) {
        const version = this.model.version;
        this.on("saving");
        try {
          const saved = await this.send({ rows: this.model.content(), revision: this.revision });
          this.revision = saved.revision;
          this.savedVersion = version;
          if (!this.pending) this.forget();
          this.on("saved", saved);
        } catch (error) {
          this.remember();
          this.failed(error);
          throw error;
        }
      }
    }

    failed(error) {
      if (error.said && error.said.conflict) {
        this.blocked = error;
        return this.on("conflict", error);
      }
      if (error.status === undefined || error.status >= 500) {
        this.later = setTimeout(() => this.save().catch(() => {}), AGAIN);
        return this.on("offline", error);
      }
      return this.on("refused", error);
    }

    // Save what is here over `revision`, whoever saved that.
    overwrite(revision) {
      this.blocked = null;
      this.revision = revision;
      this.savedVersion = -1;
      return this.save();
    }

    stop() {
      this.stopped = true;
      clearTimeout(this.soon);
      clearTimeout(this.later);
    }
  };
})();

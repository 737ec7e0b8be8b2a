// Fills the dataset form from the chosen standard and organization: only fields that are empty, or that still hold
// what was filled in here; says which, and takes it back.
this.ckan.module("tomoni-suggestions", function (jQuery) {
  "use strict";
  const value = (field) => (field ? jQuery(field).val() || "" : "");

  return {
    options: { url: "", texts: {} },

    initialize: function () {
      this.form = this.el[0].closest("form");
      this.standard = this.form.querySelector("[name=tomoni_standard]");
      this.organization = this.form.querySelector("[name=owner_org]");
      if (!this.standard) return;
      this.ours = {};
      this.refused = false;
      this.isNew = !this.form.querySelector("[name=pkg_name]") || !this.form.querySelector("[name=pkg_name]").value;
      // Select2 tells of a choice through jQuery alone.
      jQuery(this.standard).on("change", () => { this.refused = false; this.propose(); });
      jQuery(this.organization).on("change", () => this.propose());
      // A link may bring the standard with it: the form then begins filled in.
      if (this.isNew && this.standard.value) this.propose();
    },

    field: function (name) {
      return this.form.querySelector(`[name="${name}"]`);
    },

    propose: async function () {
      if (this.refused || !this.standard.value) return;
      const question = new URLSearchParams({ tomoni_standard: this.standard.value });
      if (value(this.organization)) question.set("owner_org", value(this.organization));
      this.asked = question.toString();
      const reply = await fetch(`${this.options.url}?${question}`, { headers: { Accept: "application/json" } }).catch(() => null);
      const answer = reply && reply.ok ? await reply.json() : null;
      if (answer && this.asked === question.toString()) this.fill(answer.result.fields);
    },

    // A Japanese title was given an address by chance: the organization's own is better, as long as nobody wrote one.
    isOurs: function (name, now) {
      return now === "" || now === this.ours[name] || (name === "name" && this.isNew && /^[a-z-]+-\d{8}-\w{4}$/.test(now));
    },

    fill: function (fields) {
      this.before = this.before || {};
      for (const [name, wanted] of Object.entries(fields)) {
        const field = this.field(name);
        const now = value(field);
        const possible = field && !(name === "name" && !this.isNew)
          && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === wanted));
        if (!possible || !this.isOurs(name, now) || now === wanted) continue;
        if (!(name in this.before)) this.before[name] = now;
        this.write(field, wanted);
        this.ours[name] = wanted;
      }
      this.tell();
    },

    write: function (field, wanted) {
      jQuery(field).val(wanted).trigger("change");
      if (field.name === "name") {
        const shown = this.form.querySelector(".slug-preview-value");
        if (shown) shown.textContent = wanted;
      }
    },

    label: function (name) {
      const label = this.form.querySelector(`label[for="field-${name}"]`)
        || (this.field(name).id && this.form.querySelector(`label[for="${this.field(name).id}"]`));
      return label ? label.textContent.replace(/[*:：]/g, "").trim() : name;
    },

    tell: function () {
      const { texts } = this.options;
      const names = Object.keys(this.ours);
      const box = this.el[0];
      box.hidden = !names.length;
      const undo = document.createElement("button");
      undo.type = "button";
      undo.className = "btn btn-sm btn-secondary";
      undo.textContent = texts.undo;
      undo.addEventListener("click", () => this.undo());
      const said = document.createElement("span");
      said.textContent = texts.filled.replace("{names}", names.map((name) => this.label(name)).join(texts.comma));
      box.replaceChildren(said, " ", undo);
    },

    undo: function () {
      for (const [name, before] of Object.entries(this.before)) {
        if (value(this.field(name)) === this.ours[name]) this.write(this.field(name), before);
      }
      this.ours = {};
      this.before = {};
      this.refused = true;
      this.el[0].textContent = this.options.texts.undone;
      this.standard.focus();
    }
  };
});

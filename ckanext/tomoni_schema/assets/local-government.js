// Proposes local governments for a name, a reading in kana or the beginning of a code, and takes the chosen one's code.
// Without scripts the field is a plain text field, whose validator names the code for a name. A datalist would not do:
// the browser hides proposals that do not hold what was typed, and はこ would never lead to 函館市.
this.ckan.module("tomoni-local-government", function () {
  "use strict";
  return {
    options: { url: "", none: "", limit: 12, wait: 200 },

    initialize: function () {
      this.input = this.el[0];
      this.list = document.getElementById("tomoni-local-governments");
      this.status = document.getElementById("tomoni-local-government-chosen");
      this.asked = 0;
      this.active = -1;
      Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id,
      }).forEach(([name, value]) => this.input.setAttribute(name, value));
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.pressed(event));
      this.input.addEventListener("blur", () => this.close());
      if (/^[0-9]{6}$/.test(this.input.value)) {
        this.ask(this.input.value, (found) => this.tell(found[0]));
      }
    },

    typed: function () {
      var text = this.input.value.trim();
      clearTimeout(this.timer);
      this.asked += 1;
      this.status.textContent = "";
      if (!text) {
        this.close();
        return;
      }
      this.timer = setTimeout(() => this.ask(text, (found) => this.propose(found)), this.options.wait);
    },

    ask: function (text, then) {
      var number = ++this.asked;
      fetch(this.options.url + "?" + new URLSearchParams({ q: text, limit: this.options.limit }))
        .then((answer) => answer.json())
        .then((answer) => {
          if (number === this.asked && answer.success) {
            then(answer.result);
          }
        })
        .catch(() => {}); // the field works without proposals
    },

    propose: function (found) {
      this.found = found;
      this.status.textContent = found.length ? "" : this.options.none;
      this.list.replaceChildren(...found.map((body, index) => {
        var item = document.createElement("li");
        item.id = this.list.id + "-" + index;
        item.className = "dropdown-item";
        item.setAttribute("role", "option");
        item.textContent = body.name_full + "（" + body.kana + "） " + body.code;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault(); // the field keeps the focus
          this.choose(index);
        });
        return item;
      }));
      this.mark(-1);
      this.show(found.length > 0);
    },

    pressed: function (event) {
      var last = this.list.children.length - 1;
      if (!this.list.classList.contains("show") || last < 0 || event.isComposing) {
        return;
      }
      if (event.key === "ArrowDown") {
        this.mark(this.active < last ? this.active + 1 : 0);
      } else if (event.key === "ArrowUp") {
        this.mark(this.active > 0 ? this.active - 1 : last);
      } else if (event.key === "Enter" && this.active >= 0) {
        this.choose(this.active);
      } else if (event.key === "Escape") {
        this.close();
      } else {
        return;
      }
      event.preventDefault();
    },

    mark: function (index) {
      this.active = index;
      Array.prototype.forEach.call(this.list.children, (item, at) => {
        item.classList.toggle("active", at === index);
        item.setAttribute("aria-selected", String(at === index));
      });
      if (index < 0) {
        this.input.removeAttribute("aria-activedescendant");
      } else {
        this.input.setAttribute("aria-activedescendant", this.list.children[index].id);
      }
    },

    choose: function (index) {
      this.input.value = this.found[index].code;
      this.tell(this.found[index]);
      this.close();
    },

    tell: function (body) {
      this.status.textContent = body ? body.name_full + "（" + body.kana + "）" : "";
    },

    close: function () {
      this.asked += 1;
      clearTimeout(this.timer);
      this.show(false);
    },

    show: function (open) {
      this.list.classList.toggle("show", open);
      this.input.setAttribute("aria-expanded", String(open));
    }
  };
});

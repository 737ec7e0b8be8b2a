// Shows how far the file is sent, then that it is checked; without scripts the form is a plain one.
this.ckan.module("tomoni-try", function () {
  "use strict";
  return {
    options: { sending: "", checking: "", failed: "" },

    initialize: function () {
      this.form = this.el[0];
      this.box = this.form.querySelector(".tomoni-try-progress");
      this.bar = this.box.querySelector("progress");
      this.label = this.box.querySelector("label");
      this.form.addEventListener("htmx:beforeRequest", () => this.say(this.options.sending, 0));
      this.form.addEventListener("htmx:xhr:progress", (event) => this.sent(event.detail));
      this.form.addEventListener("htmx:afterRequest", (event) => this.done(event.detail));
      // The file goes to another address and comes back as a download, which HTMX would put into the page.
      this.form.querySelector("[data-tomoni-download]").addEventListener("click", (event) => this.download(event));
    },

    sent: function (detail) {
      var part = detail.total ? Math.round((100 * detail.loaded) / detail.total) : null;
      this.say(part === 100 ? this.options.checking : this.options.sending, part === 100 ? null : part);
    },

    say: function (text, part) {
      this.box.hidden = false;
      this.label.textContent = text;
      if (part === null) this.bar.removeAttribute("value");
      else this.bar.value = part;
    },

    done: function (detail) {
      var result = document.getElementById("tomoni-try-result");
      // A long file has a page of its own, which comes now.
      if (detail.xhr.getResponseHeader("HX-Redirect")) return;
      this.box.hidden = true;
      if (!detail.successful) {
        result.innerHTML = '<div class="alert alert-danger" role="alert"></div>';
        result.firstChild.textContent = this.options.failed;
      }
      result.focus();
    },

    download: function (event) {
      var action = this.form.action;
      event.preventDefault();
      if (!this.form.reportValidity()) return;
      this.form.action = event.currentTarget.getAttribute("formaction");
      this.form.submit();
      this.form.action = action;
    },
  };
});

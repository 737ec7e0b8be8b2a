// Says that an address is being looked at, which takes seconds; without scripts the form is a plain one.
this.ckan.module("tomoni-detect", function () {
  "use strict";
  return {
    options: { looking: "", failed: "" },

    initialize: function () {
      this.form = this.el[0];
      this.status = this.form.querySelector("[role=status]");
      this.form.addEventListener("htmx:beforeRequest", () => this.begin());
      this.form.addEventListener("htmx:afterRequest", (event) => this.done(event.detail.successful));
    },

    begin: function () {
      document.getElementById("tomoni-detect-result").textContent = "";
      this.status.querySelector(".tomoni-detect-text").textContent = this.options.looking;
      this.status.hidden = false;
    },

    done: function (successful) {
      var result = document.getElementById("tomoni-detect-result");
      this.status.hidden = true;
      if (!successful) {
        result.innerHTML = '<div class="alert alert-danger" role="alert"></div>';
        result.firstChild.textContent = this.options.failed;
      }
      result.focus();
    },
  };
});

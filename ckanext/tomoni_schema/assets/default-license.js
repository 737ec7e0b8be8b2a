// Chooses the organization's default licence in the form of a new dataset, as long as the officer has chosen none.
this.ckan.module("tomoni-default-license", function (jQuery) {
  "use strict";
  return {
    options: { licenses: {} },

    initialize: function () {
      this.select = this.el[0];
      this.organization = document.getElementById("field-organizations");
      this.chosen = this.select.value !== "";
      if (!this.organization) {
        return;
      }
      this.select.addEventListener("change", () => { this.chosen = this.select.value !== ""; });
      // Select2 tells of a choice through jQuery alone.
      jQuery(this.organization).on("change", () => this.propose());
      this.propose();
    },

    propose: function () {
      if (this.chosen) {
        return;
      }
      var wanted = this.options.licenses[this.organization.value] || "";
      var offered = Array.prototype.some.call(this.select.options, (option) => option.value === wanted);
      if (offered) {
        this.select.value = wanted;
      }
    }
  };
});

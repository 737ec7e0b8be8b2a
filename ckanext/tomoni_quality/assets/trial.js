// Reads the stage of a long check aloud when it changes, not each time the bar is drawn anew.
this.ckan.module("tomoni-trial", function () {
  "use strict";
  return {
    initialize: function () {
      var box = this.el[0];
      var stage = box.querySelector("[role=status]");
      box.addEventListener("htmx:afterSwap", function () {
        var now = box.querySelector("[data-stage]").dataset.stage;
        if (stage.textContent !== now) stage.textContent = now;
      });
    },
  };
});

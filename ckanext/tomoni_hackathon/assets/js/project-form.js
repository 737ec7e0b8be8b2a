// The project form works without this: it offers datasets while one types, and adds rows without saving.
(function () {
  "use strict";
  const rows = document.querySelector("[data-tomoni-rows]");
  const choices = document.getElementById("dataset-choices");
  const add = document.querySelector("[data-tomoni-add]");
  if (!rows || !choices || !add) return;

  let asked = 0;
  let timer = null;

  async function offer(words) {
    const number = ++asked;
    const answer = await fetch(`/api/3/action/package_autocomplete?limit=8&q=${encodeURIComponent(words)}`);
    if (!answer.ok || number !== asked) return;
    const found = (await answer.json()).result;
    choices.replaceChildren(
      ...found.map(function (dataset) {
        const option = document.createElement("option");
        option.value = dataset.name;
        option.label = dataset.title;
        return option;
      })
    );
  }

  rows.addEventListener("input", function (event) {
    if (!event.target.matches("[data-tomoni-dataset]")) return;
    const words = event.target.value.trim();
    window.clearTimeout(timer);
    if (words.length < 2 || /^https?:/.test(words)) return;
    timer = window.setTimeout(function () {
      offer(words).catch(function () {});
    }, 250);
  });

  add.hidden = false;
  add.addEventListener("click", function () {
    const last = rows.querySelector("[data-tomoni-row]:last-child");
    const number = rows.children.length;
    const row = last.cloneNode(true);
    row.querySelectorAll("input").forEach(function (input) {
      input.value = "";
    });
    row.querySelectorAll("[id]").forEach(function (element) {
      element.id = element.id.replace(/\d+$/, String(number));
    });
    row.querySelectorAll("label").forEach(function (label) {
      label.htmlFor = label.htmlFor.replace(/\d+$/, String(number));
      label.textContent = label.textContent.replace(/\d+/, String(number + 1));
    });
    rows.append(row);
    row.querySelector("[data-tomoni-dataset]").focus();
  });
})();
